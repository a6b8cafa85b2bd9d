import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { TlsFiles } from './tls-files.js';

export type TlsMinVersion = '1.2' | '1.3';

/**
 * Source: Mozilla's "intermediate" configuration 5.7 without its DHE suites, which cost the server more than the client. Every suite
 * has forward secrecy and authenticated encryption; TLS 1.3 has no others.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/**
 * All of it each time: what Node is not told again when it takes a new certificate falls back to its own defaults. It makes new keys
 * for session tickets too, so that no session outlives the authorities that let it in.
 */
export function secureContextOptions(files: TlsFiles, minVersion: TlsMinVersion): SecureContextOptions {
  const { cert, key, clientCa } = files;
  return {
    cert,
    key,
    ...(clientCa !== null && { ca: clientCa }),
    minVersion: `TLSv${minVersion}`,
    ciphers: CIPHERS,
    // A client that negotiates anew lets the server pay for each round; TLS 1.3 has done away with it.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}
