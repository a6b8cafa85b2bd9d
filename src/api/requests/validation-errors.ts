import { INPUT_ERROR_CODES, type InputError, type InputErrorCode } from '../problems/input-error.js';

/** The parts of class-validator's `ValidationError` that are ours. The others hold what the caller sent. */
interface ReportedError {
  readonly property: string;
  readonly constraints?: Readonly<Record<string, string>>;
  readonly children?: readonly ReportedError[];
}

/** Names of class-validator's constraints (ours are in constraints.ts) in the words of our API. */
const CODES: Readonly<Record<string, InputErrorCode>> = {
  whitelistValidation: 'unknown_property',
  isDefined: 'required',
  isPanInput: 'wrong_type',
  isString: 'wrong_type',
  isArray: 'wrong_type',
  isObject: 'wrong_type',
  nestedValidation: 'wrong_type',
  maxLength: 'too_long',
  arrayMaxSize: 'too_many_items',
  isIn: 'not_allowed',
  matches: 'not_allowed',
  isISO31661Alpha2: 'not_allowed',
};

/** A list this long says enough; a body of a megabyte can hold a hundred thousand mistakes. */
const ERRORS_MAX = 100;

/** Our property names, which is all a pointer may be made of beside list positions. */
const OUR_NAMES = new Set(['pan', 'expiry', 'cvv', 'accept', 'brands', 'funding', 'countries', 'cards', 'digits']);

export function isOurName(property: string): boolean {
  return OUR_NAMES.has(property);
}

/** A tree of class-validator's errors as a flat list, from property names and constraint names only. */
export function toInputErrors(errors: readonly ReportedError[]): readonly InputError[] {
  const found: InputError[] = [];
  collect(errors, '', found);
  return found;
}

function collect(errors: readonly ReportedError[], parent: string, found: InputError[]): void {
  for (const error of errors) {
    if (found.length >= ERRORS_MAX) return;
    const code = codeOf(error);
    const pointer = code === 'unknown_property' || !isOurs(error.property) ? parent : `${parent}/${error.property}`;
    if (code !== undefined && !isRepeated(found.at(-1), pointer, code)) found.push({ pointer, code });
    collect(error.children ?? [], pointer, found);
  }
}

/** One place is reported once, by the most telling of its mistakes. */
function codeOf({ constraints }: ReportedError): InputErrorCode | undefined {
  const codes = Object.keys(constraints ?? {}).map((name) => CODES[name] ?? 'wrong_type');
  return INPUT_ERROR_CODES.find((code) => codes.includes(code));
}

function isOurs(property: string): boolean {
  return isOurName(property) || /^\d{1,5}$/.test(property);
}

function isRepeated(last: InputError | undefined, pointer: string, code: InputErrorCode): boolean {
  return last?.pointer === pointer && last.code === code;
}
