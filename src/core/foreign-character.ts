import type { Localized } from './language.js';

/** What stood where a digit belongs; the character itself is never repeated. */
export const FOREIGN_CHARACTERS = [
  'letter',
  'full_width_digit',
  'arabic_indic_digit',
  'other_digit',
  'control_character',
  'unusual_space',
  'unusual_hyphen',
  'other_character',
] as const;
export type ForeignCharacter = (typeof FOREIGN_CHARACTERS)[number];

/** What to tell the person who typed it. */
export const FOREIGN_CHARACTER_MESSAGES: Readonly<Record<ForeignCharacter, Localized>> = {
  letter: { en: 'There is a letter in the card number.', ko: '카드 번호에 문자가 섞여 있습니다.' },
  full_width_digit: {
    en: 'There are full-width digits in the card number; type 0-9.',
    ko: '카드 번호에 전각 숫자가 있습니다. 반각 숫자로 입력하세요.',
  },
  arabic_indic_digit: {
    en: 'There are Arabic-Indic digits in the card number; type 0-9.',
    ko: '카드 번호에 아랍 숫자 문자가 있습니다. 0-9로 입력하세요.',
  },
  other_digit: {
    en: 'There are digits of another script in the card number; type 0-9.',
    ko: '카드 번호에 다른 문자 체계의 숫자가 있습니다. 0-9로 입력하세요.',
  },
  control_character: {
    en: 'There is an invisible control character in the card number, as copying from a document may leave.',
    ko: '카드 번호에 보이지 않는 제어 문자가 있습니다. 복사한 문서에서 들어온 것일 수 있습니다.',
  },
  unusual_space: {
    en: 'There is an unusual space in the card number; use plain spaces or none.',
    ko: '카드 번호에 특수 공백이 있습니다. 일반 공백을 쓰거나 지우세요.',
  },
  unusual_hyphen: {
    en: 'There is an unusual dash in the card number; use plain hyphens or none.',
    ko: '카드 번호에 특수 하이픈이 있습니다. 일반 하이픈을 쓰거나 지우세요.',
  },
  other_character: {
    en: 'There is a character in the card number that does not belong there.',
    ko: '카드 번호에 들어갈 수 없는 문자가 있습니다.',
  },
};
