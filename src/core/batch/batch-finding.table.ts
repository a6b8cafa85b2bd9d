import type { Severity } from '../finding.table.js';
import type { Localized } from '../language.js';

interface LineFindingDefinition {
  readonly severity: Severity;
  readonly message: Localized;
}

/**
 * What can be said about a line of a batch rather than about the card in it. Codes are API, as those of `FINDINGS`. A line with an
 * `error` could not be read as a card at all; it is answered in its place, and the stream goes on. `docs/findings.md` lists these.
 */
export const LINE_FINDINGS = {
  LINE_TOO_LONG: {
    severity: 'error',
    message: {
      en: 'The line is longer than the limit, and was not read.',
      ko: '줄이 길이 한도를 넘어 읽지 않았습니다.',
    },
  },
  LINE_NOT_JSON: {
    severity: 'error',
    message: { en: 'The line is not JSON.', ko: 'JSON이 아닌 줄입니다.' },
  },
  LINE_NOT_CSV: {
    severity: 'error',
    message: {
      en: 'A quotation mark in the line is not closed, or stands in the middle of a field.',
      ko: '따옴표가 닫히지 않았거나 필드 중간에 있습니다.',
    },
  },
  LINE_WITHOUT_PAN: {
    severity: 'error',
    message: { en: 'The line has no card number where one is expected.', ko: '카드 번호가 있어야 할 자리에 없습니다.' },
  },
  ID_NOT_ECHOED: {
    severity: 'notice',
    message: {
      en: 'The id looks like a card number, is too long, or is neither plain text nor a number, so it is not repeated.',
      ko: '아이디가 카드 번호처럼 보이거나 너무 길거나 일반 문자열·숫자가 아니어서 되돌려 보내지 않습니다.',
    },
  },
} as const satisfies Record<string, LineFindingDefinition>;
