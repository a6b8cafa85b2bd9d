import { isIPv6 } from 'node:net';
import type { Settings } from './settings.js';

type Values = Partial<Settings>;

/** Card numbers on an open address, without TLS and without authentication, and nobody said that something else guards it. */
export function isExposed(values: Values): boolean {
  return isOpen(values) && values.auth === 'none' && values.tlsCertFile === null;
}

function isOpen(values: Values): boolean {
  const { host, allowInsecure } = values;
  return isOnTcp(values) && host !== undefined && allowInsecure === false && !isLoopback(host);
}

export function isOnTcp({ listen }: Values): boolean {
  return listen === null;
}

export function isOnSocket({ listen }: Values): boolean {
  return typeof listen === 'string';
}

const EXPOSED_WARNING =
  'HOST is not a loopback address: card numbers arrive without TLS and without authentication. Guard the address and say ALLOW_INSECURE=true, or use 127.0.0.1.';

const NO_TLS_WARNING =
  'HOST is not a loopback address: card numbers and credentials arrive without TLS. Set TLS_CERT_FILE, or say ALLOW_INSECURE=true once something else encrypts.';
const NO_AUTH_WARNING =
  'HOST is not a loopback address: everybody who reaches it may ask. Set AUTH, or say ALLOW_INSECURE=true once something else decides who may.';

const OPEN_SOCKET_WARNING =
  'LISTEN_MODE lets every user of this machine connect who reaches the folder of the socket. Use 0660 and a group, set AUTH, or say ALLOW_INSECURE=true once the folder keeps the others out.';

function isOpenToAll({ listenMode, auth, allowInsecure }: Values): boolean {
  return listenMode === '0666' && auth === 'none' && allowInsecure === false;
}

/** What an open address lacks, for the operator to hear. */
export function exposureWarnings(values: Values): readonly string[] {
  if (isOnSocket(values)) return isOpenToAll(values) ? [OPEN_SOCKET_WARNING] : [];
  if (!isOpen(values)) return [];
  if (isExposed(values)) return [EXPOSED_WARNING];
  if (values.tlsCertFile === null) return [NO_TLS_WARNING];
  return values.auth === 'none' ? [NO_AUTH_WARNING] : [];
}

function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/** True for the unspecified addresses, which listen everywhere. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || (isIPv6(host) && /^[0:]+$/.test(host));
}
