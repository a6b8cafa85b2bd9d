import type { Language, Localized } from '../../core/language.js';

/** What can be wrong with one place of a request. Codes are API; most telling first, since a place is reported once. */
export const INPUT_ERRORS = {
  unknown_property: {
    en: 'This object holds a property that is not documented.',
    ko: '문서에 없는 속성이 있습니다.',
  },
  required: { en: 'This is required.', ko: '필수 항목입니다.' },
  wrong_type: { en: 'This has the wrong JSON type.', ko: 'JSON 타입이 올바르지 않습니다.' },
  too_long: { en: 'This is longer than the documented limit.', ko: '길이 한도를 넘었습니다.' },
  too_many_items: { en: 'This list has too many items.', ko: '목록의 항목이 너무 많습니다.' },
  not_allowed: { en: 'This is not one of the documented values.', ko: '문서에 있는 값이 아닙니다.' },
  repeated: { en: 'This is given more than once.', ko: '두 번 이상 지정되었습니다.' },
  csv_only: { en: 'This goes with a text/csv body only.', ko: 'text/csv 본문에만 쓸 수 있습니다.' },
  unknown_brand: {
    en: 'No brand has this id; GET /v1/brands lists them.',
    ko: '해당 아이디의 브랜드가 없습니다. GET /v1/brands를 확인하세요.',
  },
  empty: { en: 'There is no digit here.', ko: '숫자가 없습니다.' },
  not_digits: {
    en: 'This holds something other than the digits 0-9, spaces and hyphens.',
    ko: '숫자 0-9, 공백, 하이픈이 아닌 문자가 있습니다.',
  },
} as const satisfies Record<string, Localized>;

export type InputErrorCode = keyof typeof INPUT_ERRORS;
export const INPUT_ERROR_CODES = Object.keys(INPUT_ERRORS) as readonly InputErrorCode[];

/** `pointer` is a JSON Pointer made of our own property names and of list positions; never of anything the caller chose. */
export interface InputError {
  readonly pointer: string;
  readonly code: InputErrorCode;
}

export interface InputErrorAnswer extends InputError {
  readonly message: string;
}

export function toInputErrorAnswer({ pointer, code }: InputError, language: Language): InputErrorAnswer {
  return { pointer, code, message: INPUT_ERRORS[code][language] };
}
