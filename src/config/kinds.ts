import { isIP } from 'node:net';

/** How the text of a setting becomes a value. `parse` answers undefined for text that is not of the kind. */
export interface Kind<T> {
  /** Completes "expected …" in the list of mistakes. */
  readonly expected: string;
  parse(text: string): T | undefined;
}

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      if (!/^\d{1,15}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  return { expected: `one of ${values.join(', ')}`, parse: (text) => values.find((value) => value === text) };
}

/** Only these two words: "yes", "on" and "1" invite the question what "no" and "0" do. */
export const flag: Kind<boolean> = {
  expected: 'true or false',
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** 0 lets the system choose a free port. */
export const port = wholeNumber(0, 65535);

/** The longest delay Node's timers keep; a longer one fires at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function milliseconds(min: number): Kind<number> {
  return { ...wholeNumber(min, TIMER_MS_MAX), expected: `milliseconds, a whole number from ${min} to ${TIMER_MS_MAX}` };
}

const HOST_NAME = /^(?=.*[a-z])[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i;

export const host: Kind<string> = {
  expected: 'an IP address or a host name, without port or brackets',
  parse: (text) => (isIP(text) !== 0 || HOST_NAME.test(text) ? text : undefined),
};

const PATH_LENGTH_MAX = 4096;
const NOT_IN_A_PATH = /\p{Cc}/u;

/**
 * A path names a file by more than digits: what has no letter is a number that was mixed up, and should not be looked for.
 * Nothing is no path.
 */
export const path: Kind<string | null> = {
  expected: `a path of at most ${PATH_LENGTH_MAX} characters, with a letter and no control character in it`,
  parse(text) {
    if (text === '') return null;
    return text.length <= PATH_LENGTH_MAX && /\p{L}/u.test(text) && !NOT_IN_A_PATH.test(text) ? text : undefined;
  },
};
