import { ConfigError } from './config.js';

type Environment = Readonly<Record<string, string | undefined>>;

const NAME = 'SOURCE_DATE_EPOCH';
/** Source: ECMA-262, the last instant a Date can hold. */
const SECONDS_MAX = 8_640_000_000_000;

/**
 * The moment that makes a build repeatable (https://reproducible-builds.org/specs/source-date-epoch/), or null where none is set.
 * @throws ConfigError
 */
export function sourceDateEpoch(env: Environment = process.env): Date | null {
  const text = env[NAME];
  if (text === undefined || text === '') return null;
  if (!/^\d{1,13}$/.test(text) || Number(text) > SECONDS_MAX) {
    throw new ConfigError([{ name: NAME, expected: 'whole seconds since 1970-01-01T00:00:00Z' }]);
  }
  return new Date(Number(text) * 1000);
}
