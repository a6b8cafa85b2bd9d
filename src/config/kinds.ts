import { isIP, isIPv4 } from 'node:net';

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

const TEXT_LENGTH_MAX = 512;

/** A name that somebody else has given, an issuer's address for instance. Nothing is no text. */
export const text: Kind<string | null> = {
  expected: `text of at most ${TEXT_LENGTH_MAX} characters, with a letter and without spaces or control characters`,
  parse(given) {
    if (given === '') return null;
    return given.length <= TEXT_LENGTH_MAX && /\p{L}/u.test(given) && !/[\s\p{Cc}]/u.test(given) ? given : undefined;
  },
};

/** The whole address space is no network of ours: who trusts everybody is told anything. */
function isNetwork(given: string): boolean {
  const [address = '', bits, ...rest] = given.split('/');
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

export const networks: Kind<readonly string[]> = {
  expected: 'IP addresses or networks such as 10.0.0.0/8, separated by commas, and none that holds every address',
  parse(given) {
    const items = given.split(',').map((item) => item.trim());
    return given === '' ? [] : items.every(isNetwork) ? Object.freeze(items) : undefined;
  },
};

const URL_LENGTH_MAX = 2048;

/** The address of a Redis server, which may hold a password. Nothing is no address. */
export const redisUrl: Kind<string | null> = {
  expected: 'an address such as redis://host:6379/0, or rediss:// for TLS',
  parse(text) {
    if (text === '') return null;
    const url = text.length <= URL_LENGTH_MAX ? URL.parse(text) : null;
    const isRedis = url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '';
    return isRedis && /^(\/\d{0,5})?$/.test(url.pathname) ? text : undefined;
  },
};
