import { isExposed, isOnSocket, isOnTcp, isUnspecified } from './exposure.js';
import type { Settings } from './settings.js';

export interface Mistake {
  readonly name: string;
  /** Completes "expected …". Holds names of settings, never a value that was given. */
  readonly expected: string;
}

type Values = Partial<Settings>;

interface Rule extends Mistake {
  /** A setting that is itself wrong is undefined here, and no rule blames it a second time. */
  isBroken(values: Values, env: Readonly<Record<string, string | undefined>>): boolean;
}

/** Settings that are right one by one and wrong together. */
const RULES: readonly Rule[] = [
  {
    name: 'HEADERS_TIMEOUT_MS',
    expected: 'no more than REQUEST_TIMEOUT_MS',
    isBroken: (values) => exceeds(values.headersTimeoutMs, values.requestTimeoutMs),
  },
  {
    name: 'BATCH_BODY_BYTES_MAX',
    expected: 'at least BODY_BYTES_MAX',
    isBroken: (values) => exceeds(values.bodyBytesMax, values.batchBodyBytesMax),
  },
  {
    name: 'MANAGEMENT_PORT',
    expected: 'a port other than PORT while both listen on the same address',
    isBroken: (values) =>
      isOnTcp(values) &&
      Boolean(values.port) &&
      values.port === values.managementPort &&
      overlaps(values.host, values.managementHost),
  },
  {
    name: 'HOST',
    expected:
      'a loopback address, or else AUTH or TLS_CERT_FILE (either will do), or ALLOW_INSECURE=true once a proxy, a mesh or a network policy guards it',
    isBroken: (values) => values.nodeEnv === 'production' && isExposed(values),
  },
  {
    name: 'API_KEYS_FILE',
    expected: 'a path while AUTH is api-key',
    isBroken: (values) => values.auth === 'api-key' && values.apiKeysFile === null,
  },
  {
    name: 'JWT_JWKS_FILE',
    expected: 'a path while AUTH is jwt',
    isBroken: (values) => values.auth === 'jwt' && values.jwtJwksFile === null,
  },
  {
    name: 'JWT_AUDIENCE',
    expected: 'a name of this service while AUTH is jwt, or tokens for others would be taken',
    isBroken: (values) => values.auth === 'jwt' && values.jwtAudience === null,
  },
  {
    name: 'MTLS_SUBJECTS_FILE',
    expected: 'a path while AUTH is mtls',
    isBroken: (values) => isOnTcp(values) && values.auth === 'mtls' && values.mtlsSubjectsFile === null,
  },
  {
    name: 'TLS_CLIENT_CA_FILE',
    expected: 'a path while AUTH is mtls, and so do TLS_CERT_FILE and TLS_KEY_FILE',
    isBroken: (values) =>
      isOnTcp(values) && values.auth === 'mtls' && (values.tlsCertFile === null || values.tlsClientCaFile === null),
  },
  {
    name: 'AUTH',
    expected: 'another way than mtls while LISTEN is a socket: nobody shows a certificate there',
    isBroken: (values) => isOnSocket(values) && values.auth === 'mtls',
  },
  {
    name: 'ISSUER_DATA',
    expected: 'a path while ISSUER_DATA_REQUIRED is true',
    isBroken: (values) => values.issuerData === null && values.issuerDataRequired === true,
  },
  {
    name: 'TLS_KEY_FILE',
    expected: 'a path exactly when TLS_CERT_FILE has one',
    isBroken: ({ listen, tlsCertFile: cert, tlsKeyFile: key }) =>
      listen === null && ((cert === null && typeof key === 'string') || (key === null && typeof cert === 'string')),
  },
  {
    name: 'TLS_CLIENT_CA_FILE',
    expected: 'nothing while TLS_CERT_FILE has no path: without TLS no client shows a certificate',
    isBroken: (values) => isOnTcp(values) && typeof values.tlsClientCaFile === 'string' && values.tlsCertFile === null,
  },
  {
    name: 'RATE_CARDS_PER_CLIENT',
    expected: 'at least BATCH_CARDS_MAX, or 0: a longest batch could never pass',
    isBroken: (values) => fallsShort(values.rateCardsPerClient, values.batchCardsMax),
  },
  {
    name: 'RATE_CARDS_PER_ADDRESS',
    expected: 'at least BATCH_CARDS_MAX, or 0: a longest batch could never pass',
    isBroken: (values) => fallsShort(values.rateCardsPerAddress, values.batchCardsMax),
  },
  {
    name: 'APOLLO_KEY',
    expected: 'nothing: it would let the GraphQL server report to a third party, and this service calls nobody',
    isBroken: (_values, env) => Boolean(env['APOLLO_KEY']),
  },
  {
    name: 'APOLLO_SCHEMA_REPORTING',
    expected: 'nothing, for the same reason as APOLLO_KEY',
    isBroken: (_values, env) => Boolean(env['APOLLO_SCHEMA_REPORTING']),
  },
  {
    name: 'NODE_DEBUG',
    expected: 'nothing: Node would print the requests it reads, card numbers included',
    isBroken: (_values, env) => Boolean(env['NODE_DEBUG']),
  },
];

export function contradictions(values: Values, env: Readonly<Record<string, string | undefined>>): readonly Mistake[] {
  return RULES.filter((rule) => rule.isBroken(values, env)).map(({ name, expected }) => ({ name, expected }));
}

function overlaps(host: string | undefined, other: string | undefined): boolean {
  if (host === undefined || other === undefined) return false;
  return host === other || isUnspecified(host) || isUnspecified(other);
}

function exceeds(value: number | undefined, limit: number | undefined): boolean {
  return value !== undefined && limit !== undefined && value > limit;
}

/** Short of what it must reach; 0 is no limit, which nothing exceeds. */
function fallsShort(limit: number | undefined, floor: number | undefined): boolean {
  return limit !== 0 && exceeds(floor, limit);
}
