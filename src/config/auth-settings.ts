import { milliseconds, networks, oneOf, path, text, wholeNumber } from './kinds.js';
import { type FollowingDefault, setting } from './setting.js';

const NONE: FollowingDefault = { text: 'none', of: () => '' };

/** How callers say who they are. */
export const AUTH_WAYS = ['none', 'api-key', 'jwt', 'mtls'] as const;

/** Settings about who may call. */
export const AUTH_SETTINGS = {
  auth: setting(
    'AUTH',
    oneOf(...AUTH_WAYS),
    'none',
    'How callers say who they are: not at all, by an API key, by a JSON Web Token, or by a client certificate. See [authentication](authentication.md).',
  ),
  apiKeysFile: setting(
    'API_KEYS_FILE',
    path,
    NONE,
    'With `AUTH` `api-key`: file of the digests of keys, which `iinspect keys` writes.',
  ),
  jwtJwksFile: setting(
    'JWT_JWKS_FILE',
    path,
    NONE,
    'With `AUTH` `jwt`: file with the public keys of whoever issues the tokens, as a JSON Web Key Set.',
  ),
  jwtAudience: setting('JWT_AUDIENCE', text, NONE, 'With `AUTH` `jwt`: what `aud` of a token must hold.'),
  jwtIssuer: setting(
    'JWT_ISSUER',
    text,
    NONE,
    'With `AUTH` `jwt`: what `iss` of a token must be. Without it the keys alone say who may issue.',
  ),
  jwtClockSkewS: setting(
    'JWT_CLOCK_SKEW_S',
    wholeNumber(0, 300),
    '30',
    'By how many seconds the clock of whoever issues tokens may differ from ours.',
  ),
  mtlsSubjectsFile: setting(
    'MTLS_SUBJECTS_FILE',
    path,
    NONE,
    'With `AUTH` `mtls`: file of the subjects whose certificates may call, and what for.',
  ),
  accessPollMs: setting(
    'ACCESS_POLL_MS',
    milliseconds(0),
    '5000',
    'How often the file of `AUTH` is looked at; a change is taken without a restart. `0` never looks, but SIGHUP and `POST /reload` still do.',
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    networks,
    NONE,
    'Addresses and networks (`10.0.0.0/8`, separated by commas) of proxies in front. Only what they say in `X-Forwarded-For` about a caller is believed.',
  ),
} as const;
