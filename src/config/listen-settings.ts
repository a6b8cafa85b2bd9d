import { Buffer } from 'node:buffer';
import { flag, host, type Kind, oneOf, port } from './kinds.js';
import { setting } from './setting.js';

/** What the system has room for in the address of a socket, less the zero at its end. */
export const SOCKET_PATH_BYTES_MAX = 107;

/** Plain in every part, so that it can be read in a log line and copied from there. */
const SOCKET_PATH = /^(?:\/[^/\p{Cc}]+)+$/u;

/** Null for TCP, or the path of a Unix socket. What has no letter is a number that was mixed up. */
const listenOn: Kind<string | null> = {
  expected: `tcp, or unix: and the absolute path of a socket, of at most ${SOCKET_PATH_BYTES_MAX} bytes and with a letter in it`,
  parse(text) {
    if (text === 'tcp') return null;
    const path = text.startsWith('unix:') ? text.slice('unix:'.length) : '';
    const fits = Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX;
    return fits && SOCKET_PATH.test(path) && /\p{L}/u.test(path) ? path : undefined;
  },
};

/** Whoever may connect has to be allowed to write, and on Linux nothing else matters: there are no others. */
export const LISTEN_MODES = ['0600', '0660', '0666'] as const;

/** Settings about where the service listens, and what guards it there. */
export const LISTEN_SETTINGS = {
  listen: setting(
    'LISTEN',
    listenOn,
    'tcp',
    'What the API listens on: `tcp`, which is `HOST` and `PORT`, or `unix:` and the path of a [Unix socket](#a-unix-socket). Metrics and probes are on TCP either way.',
  ),
  listenMode: setting(
    'LISTEN_MODE',
    oneOf(...LISTEN_MODES),
    '0660',
    'Permissions of the socket, which say who may connect: its owner, its group too, or everybody who reaches its folder.',
  ),
  host: setting(
    'HOST',
    host,
    '127.0.0.1',
    'Address of the API. In production anything but a loopback address also needs `AUTH`, `TLS_CERT_FILE` or `ALLOW_INSECURE`.',
  ),
  port: setting('PORT', port, '3000', 'Port of the API; `0` takes a free one.'),
  managementHost: setting(
    'MANAGEMENT_HOST',
    host,
    { text: 'as `HOST`', of: (read) => read('HOST') ?? '127.0.0.1' },
    'Address of `/metrics` and the probes.',
  ),
  managementPort: setting('MANAGEMENT_PORT', port, '9090', 'Port of `/metrics` and the probes; `0` takes a free one.'),
  allowInsecure: setting(
    'ALLOW_INSECURE',
    flag,
    'false',
    'Says that something else (a mesh, a proxy, a network policy) guards an open address, so that it may go without `AUTH` and TLS.',
  ),
} as const;
