import { AUTH_SETTINGS } from './auth-settings.js';
import { TLS_SETTINGS } from './tls-settings.js';
import { BUDGET_SETTINGS } from './budget-settings.js';
import { LOAD_SETTINGS } from './load-settings.js';
import { TRACING_SETTINGS } from './tracing-settings.js';
import { BATCH_SETTINGS } from './batch-settings.js';
import { ISSUER_DATA_SETTINGS } from './issuer-data-settings.js';
import { flag, milliseconds, oneOf, wholeNumber } from './kinds.js';
import { LISTEN_SETTINGS } from './listen-settings.js';
import { type FollowingDefault, type ReadSetting, type Setting, setting } from './setting.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** `unset` is what an absent NODE_ENV means; it behaves like production, except that an open address only warns. */
const NODE_ENVS = ['development', 'production', 'test', 'unset'] as const;

const KIB = 1024;
const MIB = 1024 * KIB;

const onInDevelopment: FollowingDefault = {
  text: '`true` if `NODE_ENV` is `development`, else `false`',
  of: (read) => String(read('NODE_ENV') === 'development'),
};

/** Every setting there is. A field is its name in camelCase; `docs/configuration.md` shows exactly these rows. */
export const SETTING_TABLE = {
  nodeEnv: setting(
    'NODE_ENV',
    oneOf(...NODE_ENVS),
    'unset',
    'Where the service runs. `unset` is as careful as `production`, but lets an open address pass with a warning.',
  ),
  ...LISTEN_SETTINGS,
  logLevel: setting(
    'LOG_LEVEL',
    oneOf(...LOG_LEVELS),
    'info',
    'Least severe log line that is written. Access log lines are `info`.',
  ),
  logFormat: setting(
    'LOG_FORMAT',
    oneOf('auto', 'json', 'text'),
    'auto',
    'How log lines look: one JSON object each, or `text` for a person, which needs the package `pino-pretty`. `auto` is text on a terminal and with `NODE_ENV=development`, if the package is there, else JSON.',
  ),
  graphqlEnabled: setting(
    'GRAPHQL_ENABLED',
    flag,
    'true',
    'Serve `/graphql`. Without it nothing is loaded that only GraphQL needs.',
  ),
  introspection: setting('INTROSPECTION', flag, onInDevelopment, 'Answer GraphQL introspection queries.'),
  graphiql: setting('GRAPHIQL', flag, onInDevelopment, 'Serve the GraphiQL page at `/graphql`.'),
  docsEnabled: setting('DOCS_ENABLED', flag, 'true', 'Serve `/docs` and `/openapi.json`.'),
  bodyBytesMax: setting(
    'BODY_BYTES_MAX',
    wholeNumber(KIB, 16 * MIB),
    '65536',
    'Longest request body, in bytes; batches have their own limit.',
  ),
  batchBodyBytesMax: setting(
    'BATCH_BODY_BYTES_MAX',
    wholeNumber(KIB, 256 * MIB),
    '2097152',
    'Longest JSON batch, in bytes. Streams have no length, only a line limit.',
  ),
  batchCardsMax: setting(
    'BATCH_CARDS_MAX',
    wholeNumber(1, 100_000),
    '1000',
    'Most cards in one JSON batch or one GraphQL `validateCards`.',
  ),
  luhnDigitsMax: setting(
    'LUHN_DIGITS_MAX',
    wholeNumber(19, 65_536),
    '1024',
    'Longest digit string the Luhn calls take.',
  ),
  graphqlDepthMax: setting(
    'GRAPHQL_DEPTH_MAX',
    wholeNumber(1, 100),
    '10',
    'Deepest nesting of fields in a GraphQL operation.',
  ),
  graphqlAliasesMax: setting('GRAPHQL_ALIASES_MAX', wholeNumber(0, 1000), '30', 'Most aliases in a GraphQL document.'),
  graphqlRootFieldsMax: setting(
    'GRAPHQL_ROOT_FIELDS_MAX',
    wholeNumber(1, 1000),
    '20',
    'Most root fields in a GraphQL operation.',
  ),
  graphqlTokensMax: setting(
    'GRAPHQL_TOKENS_MAX',
    wholeNumber(10, 100_000),
    '1000',
    'Most lexical tokens in a GraphQL document.',
  ),
  requestTimeoutMs: setting(
    'REQUEST_TIMEOUT_MS',
    milliseconds(100),
    '10000',
    'Longest time the body of a request may take to arrive, counted from the end of its headers. Streams have limits of their own.',
  ),
  headersTimeoutMs: setting(
    'HEADERS_TIMEOUT_MS',
    milliseconds(100),
    '5000',
    'Longest time the headers of a request may take to arrive.',
  ),
  keepAliveTimeoutMs: setting(
    'KEEP_ALIVE_TIMEOUT_MS',
    milliseconds(0),
    '65000',
    'How long an idle connection stays open. Keep it above the idle timeout of the load balancer in front.',
  ),
  shutdownDrainMs: setting(
    'SHUTDOWN_DRAIN_MS',
    milliseconds(0),
    { text: '`0` if `NODE_ENV` is `development` or `test`, else `1000`', of: drainDefault },
    'How long, after SIGTERM, the service still takes requests while `/readyz` says no.',
  ),
  shutdownGraceMs: setting(
    'SHUTDOWN_GRACE_MS',
    milliseconds(0),
    '10000',
    'How long, after the drain, requests in flight may take before they are cut.',
  ),
  writeStallMs: setting(
    'WRITE_STALL_MS',
    milliseconds(100),
    '15000',
    'How long a connection may stand still within a request or an answer before it is cut; an answer nobody reads, at most twice that.',
  ),
  maxConnections: setting(
    'MAX_CONNECTIONS',
    wholeNumber(1, 1_000_000),
    '10000',
    'Most connections at a time, for each of the two ports. One more is closed without a word.',
  ),
  ...BATCH_SETTINGS,
  ...ISSUER_DATA_SETTINGS,
  ...AUTH_SETTINGS,
  ...TLS_SETTINGS,
  ...BUDGET_SETTINGS,
  ...LOAD_SETTINGS,
  ...TRACING_SETTINGS,
} as const;

function drainDefault(read: ReadSetting): string {
  return ['development', 'test'].includes(read('NODE_ENV') ?? '') ? '0' : '1000';
}

type Table = typeof SETTING_TABLE;
export type SettingField = keyof Table;
export type Settings = { readonly [F in SettingField]: Table[F] extends Setting<infer T> ? T : never };

/** The table for people: what `docs/configuration.md` must say. */
export const SETTINGS: readonly { readonly name: string; readonly default: string; readonly meaning: string }[] =
  Object.values(SETTING_TABLE).map(({ name, fallback, meaning }) => ({
    name,
    default: typeof fallback === 'string' ? `\`${fallback}\`` : fallback.text,
    meaning,
  }));
