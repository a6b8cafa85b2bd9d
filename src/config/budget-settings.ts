import { oneOf, redisUrl, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const CARDS_MAX = 1_000_000_000_000;
const DAY_SECONDS = 86_400;

/** Settings about how many cards a client may ask about, and about what its questions look like. */
export const BUDGET_SETTINGS = {
  rateCardsPerClient: setting(
    'RATE_CARDS_PER_CLIENT',
    wholeNumber(0, CARDS_MAX),
    '0',
    'Cards each credential may ask about within a window, unless it has a number of its own; `0` is no limit.',
  ),
  rateCardsPerAddress: setting(
    'RATE_CARDS_PER_ADDRESS',
    wholeNumber(0, CARDS_MAX),
    '0',
    'Cards each address may ask about within a window, with a credential or without; `0` is no limit. IPv6 addresses count by their /64, those behind `TRUSTED_PROXIES` by what the proxy says.',
  ),
  rateWindowS: setting(
    'RATE_WINDOW_S',
    wholeNumber(1, DAY_SECONDS),
    '60',
    'Seconds of a window. It begins with the first card.',
  ),
  rateClientsMax: setting(
    'RATE_CLIENTS_MAX',
    wholeNumber(100, 10_000_000),
    '100000',
    'Most credentials, and most addresses, whose cards this process counts; beyond, the window that ends first is forgotten.',
  ),
  redisUrl: setting(
    'REDIS_URL',
    redisUrl,
    { text: 'none', of: () => '' },
    'Where instances share their windows: `redis://` or, with TLS, `rediss://`. Without it each instance counts for itself. A secret, if it holds a password.',
  ),
  rateWithoutRedis: setting(
    'RATE_WITHOUT_REDIS',
    oneOf('open', 'closed'),
    'open',
    'While Redis does not answer: `open` counts in this process alone, `closed` answers 503.',
  ),
  redisTimeoutMs: setting(
    'REDIS_TIMEOUT_MS',
    wholeNumber(5, 10_000),
    '100',
    'Longest time Redis may take to answer; a connection that takes longer is given up.',
  ),
  abuseClientsMax: setting(
    'ABUSE_CLIENTS_MAX',
    wholeNumber(0, 1_000_000),
    '10000',
    'Most clients that are watched for the pattern of their questions, the latest ones; `0` watches nobody.',
  ),
  abuseWindowS: setting(
    'ABUSE_WINDOW_S',
    wholeNumber(1, DAY_SECONDS),
    '600',
    'Seconds after which what was seen of a client counts half.',
  ),
  abuseCardsMin: setting(
    'ABUSE_CARDS_MIN',
    wholeNumber(10, 60_000),
    '100',
    'Fewest cards, as they count now, before a client is judged.',
  ),
  abuseSequentialPercent: setting(
    'ABUSE_SEQUENTIAL_PERCENT',
    wholeNumber(1, 100),
    '50',
    'Share of cards out of one run of numbers from which a client is `alarming`; from half of it, it is `suspicious`.',
  ),
  abuseFailPercent: setting(
    'ABUSE_FAIL_PERCENT',
    wholeNumber(1, 100),
    '80',
    'The same for the share of cards that are not `valid`.',
  ),
} as const;
