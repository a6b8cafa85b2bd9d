import { isOnSocket } from './exposure.js';
import type { Mistake } from './rules.js';
import { SETTING_TABLE, type SettingField, type Settings } from './settings.js';

type Values = Partial<Settings>;

interface Need {
  readonly field: SettingField;
  readonly expected: string;
  /** False where the setting would do nothing. A setting that is itself wrong is undefined here, and nobody is blamed for it. */
  isHeeded(values: Values): boolean;
}

const NEEDS: readonly Need[] = [
  ...(['host', 'port'] as const).map((field) =>
    ofTcp(field, 'MANAGEMENT_HOST and MANAGEMENT_PORT say where the probes are'),
  ),
  ...(['tlsCertFile', 'tlsKeyFile', 'tlsClientCaFile', 'tlsMinVersion', 'tlsPollMs'] as const).map((field) =>
    ofTcp(field, 'nothing would be encrypted'),
  ),
  ofTcp('trustedProxies', 'there are no addresses, and X-Forwarded-For is not believed'),
  {
    ...ofTcp('rateCardsPerAddress', 'there are no addresses; RATE_CARDS_PER_CLIENT counts for credentials'),
    isHeeded: (values) => !isOnSocket(values) || values.rateCardsPerAddress === 0,
  },
  {
    field: 'listenMode',
    expected: 'nothing while LISTEN is tcp: there is no socket file to have permissions',
    isHeeded: ({ listen }) => listen !== null,
  },
  ofAuth('apiKeysFile', 'api-key'),
  ...(['jwtJwksFile', 'jwtAudience', 'jwtIssuer', 'jwtClockSkewS'] as const).map((field) => ofAuth(field, 'jwt')),
  ofAuth('mtlsSubjectsFile', 'mtls'),
  {
    field: 'rateCardsPerClient',
    expected:
      '0 while AUTH is none: without credentials there is nobody to count for; RATE_CARDS_PER_ADDRESS counts for addresses',
    isHeeded: ({ auth, rateCardsPerClient }) => auth !== 'none' || rateCardsPerClient === 0,
  },
  {
    field: 'redisUrl',
    expected: 'nothing while there is no budget to share: set RATE_CARDS_PER_ADDRESS or RATE_CARDS_PER_CLIENT',
    isHeeded: mayHaveBudgets,
  },
  ofRedis('rateWithoutRedis'),
  ofRedis('redisTimeoutMs'),
  ...(
    [
      'introspection',
      'graphiql',
      'graphqlDepthMax',
      'graphqlAliasesMax',
      'graphqlRootFieldsMax',
      'graphqlTokensMax',
    ] as const
  ).map(ofGraphql),
];

/** Settings that were given and would do nothing: whoever sets one believes that it protects something. */
export function idleSettings(values: Values, env: Readonly<Record<string, string | undefined>>): readonly Mistake[] {
  return NEEDS.filter(({ field }) => values[field] !== undefined && Boolean(env[SETTING_TABLE[field].name]))
    .filter((need) => !need.isHeeded(values))
    .map(({ field, expected }) => ({ name: SETTING_TABLE[field].name, expected }));
}

function ofTcp(field: SettingField, reason: string): Need {
  const expected = `nothing while LISTEN is a socket: ${reason}`;
  return { field, expected, isHeeded: (values) => !isOnSocket(values) };
}

function ofAuth(field: SettingField, way: Settings['auth']): Need {
  return {
    field,
    expected: `nothing while AUTH is not ${way}: it would not be looked at`,
    isHeeded: ({ auth }) => auth === undefined || auth === way,
  };
}

function ofRedis(field: SettingField): Need {
  return {
    field,
    expected: 'nothing while REDIS_URL has no address: it would not be looked at',
    isHeeded: ({ redisUrl }) => redisUrl !== null,
  };
}

function ofGraphql(field: SettingField): Need {
  return {
    field,
    expected: 'nothing while GRAPHQL_ENABLED is false: it would not be looked at',
    isHeeded: ({ graphqlEnabled }) => graphqlEnabled !== false,
  };
}

/** Keys and subjects may have numbers of their own, which stand in their file. */
function mayHaveBudgets({ auth, rateCardsPerClient, rateCardsPerAddress }: Values): boolean {
  const isKnownToBeNone = auth === 'none' || auth === 'jwt';
  return rateCardsPerClient !== 0 || rateCardsPerAddress !== 0 || !isKnownToBeNone;
}
