import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { type TlsFault, TlsFileError } from './tls-fault.js';
import type { TlsFiles } from './tls-files.js';
import { type TlsMinVersion, secureContextOptions } from './tls-policy.js';

/** A certificate that was read and checked, as the server takes it. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  /** The last moment at which clients accept it. */
  readonly notAfter: Date;
}

/** @throws TlsFileError */
export function checkTlsFiles(files: TlsFiles, minVersion: TlsMinVersion, now: Date): TlsMaterial {
  const certificate = parse('cert_not_pem', () => new X509Certificate(firstBlock(files.cert)));
  const key = parse('key_not_pem', () => createPrivateKey(files.key));
  if (!belongsTo(key, certificate)) throw new TlsFileError('key_of_another');
  const { validFromDate, validToDate: notAfter } = certificate;
  if (now < validFromDate) throw new TlsFileError('cert_not_yet_valid');
  if (now > notAfter) throw new TlsFileError('cert_expired');
  const { clientCa } = files;
  // OpenSSL takes a file of authorities without one, and then nobody is good.
  if (clientCa !== null) parse('client_ca_not_pem', () => blocksOf(clientCa).map((pem) => new X509Certificate(pem)));
  const context = secureContextOptions(files, minVersion);
  parse('not_accepted', () => createSecureContext(context));
  return { context, notAfter };
}

const BEGIN = '-----BEGIN CERTIFICATE-----';
const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** Text may stand before it, as `openssl x509 -text` writes it; a key may not. */
function firstBlock(pem: Buffer): string {
  const text = pem.toString('latin1');
  const at = text.indexOf('-----BEGIN ');
  if (!text.startsWith(BEGIN, at)) throw new Error('No certificate comes first.');
  return text.slice(at);
}

function blocksOf(pem: Buffer): readonly string[] {
  const text = pem.toString('latin1');
  const blocks = text.match(BLOCK) ?? [];
  const begun = text.split('-----BEGIN ').length - 1;
  if (blocks.length === 0 || begun !== blocks.length) throw new Error('Something else stands among the certificates.');
  return blocks;
}

function belongsTo(key: KeyObject, certificate: X509Certificate): boolean {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}

function parse<T>(fault: TlsFault, read: () => T): T {
  try {
    return read();
  } catch {
    throw new TlsFileError(fault);
  }
}
