import type { Localized } from './language.js';

/** `error` makes a card invalid; `warning` asks the caller to decide; `notice` explains the answer. */
export const SEVERITIES = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface FindingDefinition {
  readonly severity: Severity;
  readonly message: Localized;
}

/**
 * Everything we can say about a card beside its facts. The codes are API: a code is never renamed and never changes severity
 * within `/v1`; callers treat a code they do not know by its severity. Messages never hold a digit of the input.
 * `docs/findings.md` lists exactly these.
 */
export const FINDINGS = {
  PAN_EMPTY: {
    severity: 'error',
    message: { en: 'There is no card number.', ko: '카드 번호가 비어 있습니다.' },
  },
  PAN_NOT_STRING: {
    severity: 'error',
    message: {
      en: 'The card number was sent as a number. Send it as a string: numbers lose digits beyond 2^53 and leading zeros.',
      ko: '카드 번호가 숫자 타입으로 전송되었습니다. 문자열로 보내세요. 숫자 타입은 2^53을 넘는 자리와 앞자리 0을 잃습니다.',
    },
  },
  PAN_NOT_DIGITS: {
    severity: 'error',
    message: {
      en: 'The card number holds something other than the digits 0-9, spaces and hyphens.',
      ko: '카드 번호에 숫자 0-9, 공백, 하이픈이 아닌 문자가 있습니다.',
    },
  },
  PAN_TOO_SHORT: {
    severity: 'error',
    message: {
      en: 'The card number is too short: card numbers have 10 to 19 digits.',
      ko: '카드 번호가 너무 짧습니다. 카드 번호는 10~19자리입니다.',
    },
  },
  PAN_TOO_LONG: {
    severity: 'error',
    message: {
      en: 'The card number is too long: card numbers have 10 to 19 digits.',
      ko: '카드 번호가 너무 깁니다. 카드 번호는 10~19자리입니다.',
    },
  },
  LENGTH_NOT_ALLOWED: {
    severity: 'error',
    message: {
      en: 'Cards of this range do not have that many digits.',
      ko: '이 번호 대역의 카드는 이 자릿수를 쓰지 않습니다.',
    },
  },
  CHECK_DIGIT_INVALID: {
    severity: 'error',
    message: {
      en: 'The last digit does not fit the others: a digit is wrong, missing or swapped.',
      ko: '마지막 검증 숫자가 맞지 않습니다. 숫자가 틀렸거나 빠졌거나 순서가 바뀌었습니다.',
    },
  },
  CHECK_DIGIT_NOT_REQUIRED: {
    severity: 'notice',
    message: {
      en: 'The Luhn check does not hold, but good cards of this range may fail it, so it was not applied.',
      ko: 'Luhn 검증을 통과하지 못했지만, 이 대역은 정상 카드도 통과하지 못할 수 있어 적용하지 않았습니다.',
    },
  },
  IIN_UNKNOWN: {
    severity: 'warning',
    message: {
      en: 'No range we trust covers this number, so no brand is named.',
      ko: '이 번호를 포함하는 신뢰할 만한 번호 대역이 없어 브랜드를 정하지 않았습니다.',
    },
  },
  BRAND_UNKNOWN: {
    severity: 'notice',
    message: {
      en: 'An issuer file knows this range; none of our own may decide here, so no brand is named.',
      ko: '발급사 파일에는 있지만 자체 표로는 정할 수 없는 번호 대역이라 브랜드를 정하지 않았습니다.',
    },
  },
  ISSUER_BRAND_DIFFERS: {
    severity: 'notice',
    message: {
      en: 'The issuer file names another brand than our own tables; the answer shows both, with their sources.',
      ko: '발급사 파일의 브랜드가 자체 표와 다릅니다. 두 값을 출처와 함께 표시합니다.',
    },
  },
  IIN_AMBIGUOUS: {
    severity: 'warning',
    message: {
      en: 'More than one brand, or more than one issuer, is equally well founded here; none is preferred.',
      ko: '근거의 강도가 같은 브랜드 또는 발급사가 둘 이상이라 어느 쪽도 택하지 않았습니다.',
    },
  },
  RANGE_DISPUTED: {
    severity: 'notice',
    message: {
      en: 'Sources disagree about this range; see the other candidates.',
      ko: '이 대역은 출처마다 주장이 다릅니다. 다른 후보를 함께 확인하세요.',
    },
  },
  RANGE_CLOSED: {
    severity: 'warning',
    message: {
      en: 'This range belongs to a scheme that no longer issues cards.',
      ko: '더 이상 발급되지 않는 카드의 번호 대역입니다.',
    },
  },
  REPEATED_DIGIT: {
    severity: 'warning',
    message: {
      en: 'The number repeats a single digit; it looks like a placeholder.',
      ko: '같은 숫자만 반복됩니다. 임시로 채운 번호로 보입니다.',
    },
  },
  TEST_CARD: {
    severity: 'warning',
    message: {
      en: 'This is a test number that a payment company publishes; no such card was ever issued.',
      ko: '결제 회사가 공개한 테스트 번호이며 실제 카드가 아닙니다.',
    },
  },
  EXPIRY_INVALID: {
    severity: 'error',
    message: {
      en: 'The expiry date cannot be read; send it as MM/YY, MM/YYYY or YYYY-MM.',
      ko: '유효기간을 읽을 수 없습니다. MM/YY, MM/YYYY, YYYY-MM 형식으로 보내세요.',
    },
  },
  EXPIRY_PAST: {
    severity: 'error',
    message: { en: 'The card has expired.', ko: '유효기간이 지난 카드입니다.' },
  },
  EXPIRY_TOO_FAR: {
    severity: 'warning',
    message: {
      en: 'The expiry date lies more than twenty years ahead; it was probably mistyped.',
      ko: '유효기간이 20년 넘게 남았습니다. 잘못 입력했을 수 있습니다.',
    },
  },
  CVV_NOT_DIGITS: {
    severity: 'error',
    message: {
      en: 'The security code holds something other than digits.',
      ko: '보안 코드에 숫자가 아닌 문자가 있습니다.',
    },
  },
  CVV_LENGTH: {
    severity: 'error',
    message: {
      en: 'The security code has the wrong number of digits for this card.',
      ko: '보안 코드의 자릿수가 이 카드에 맞지 않습니다.',
    },
  },
  BRAND_NOT_ACCEPTED: {
    severity: 'warning',
    message: { en: 'Your policy does not accept this brand.', ko: '정책상 받지 않는 브랜드입니다.' },
  },
  FUNDING_NOT_ACCEPTED: {
    severity: 'warning',
    message: {
      en: 'Your policy does not accept cards with this funding.',
      ko: '정책상 받지 않는 카드 종류(신용·체크·선불)입니다.',
    },
  },
  COUNTRY_NOT_ACCEPTED: {
    severity: 'warning',
    message: {
      en: 'Your policy does not accept cards issued in this country.',
      ko: '정책상 받지 않는 국가에서 발급된 카드입니다.',
    },
  },
  ACCEPTANCE_UNKNOWN: {
    severity: 'notice',
    message: {
      en: 'Your policy asks for something that is not known about this card.',
      ko: '정책 판단에 필요한 카드 정보를 알 수 없습니다.',
    },
  },
} as const satisfies Record<string, FindingDefinition>;
