import { milliseconds, oneOf, path } from './kinds.js';
import { type FollowingDefault, setting } from './setting.js';

const NONE: FollowingDefault = { text: 'none', of: () => '' };

/** Settings about TLS on the API port. */
export const TLS_SETTINGS = {
  tlsCertFile: setting(
    'TLS_CERT_FILE',
    path,
    NONE,
    'PEM file with the certificate of the API port, and behind it the ones up to a root. With it the API speaks HTTPS and nothing else.',
  ),
  tlsKeyFile: setting('TLS_KEY_FILE', path, NONE, 'PEM file with the private key of that certificate, not encrypted.'),
  tlsClientCaFile: setting(
    'TLS_CLIENT_CA_FILE',
    path,
    NONE,
    'PEM file with the authorities whose client certificates are good. With it nobody gets in without one, whatever `AUTH` says.',
  ),
  tlsMinVersion: setting('TLS_MIN_VERSION', oneOf('1.2', '1.3'), '1.2', 'Oldest version of TLS that is spoken.'),
  tlsPollMs: setting(
    'TLS_POLL_MS',
    milliseconds(0),
    '30000',
    'How often the three files are looked at even if no change was seen; `0` never.',
  ),
} as const;
