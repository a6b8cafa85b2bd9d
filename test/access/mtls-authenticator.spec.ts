import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { AccessRefused } from '../../src/security/access-refused.js';
import { MtlsAuthenticator } from '../../src/security/mtls/mtls-authenticator.js';
import { parseSubjects } from '../../src/security/mtls/subject-record.js';

const END = Date.parse('2026-11-22T12:00:00Z');
const CERTIFICATE = { subject: { CN: 'tables' }, valid_to: 'Nov 22 12:00:00 2026 GMT' };
const SUBJECTS = parseSubjects('{"id":"tables","subject":"CN:tables","scopes":["iins"]}');

/** A connection as the handshake left it. */
function on({
  authorized = true,
  certificate = CERTIFICATE,
}: { readonly authorized?: boolean; readonly certificate?: Partial<typeof CERTIFICATE> } = {}): IncomingMessage {
  const own = { authorized, getPeerCertificate: () => certificate };
  const socket: unknown = Object.create(
    TLSSocket.prototype,
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value }])),
  );
  return { socket } as IncomingMessage;
}

function reasonOf(request: IncomingMessage, now = END - 1): string {
  const file = { current: SUBJECTS };
  try {
    return new MtlsAuthenticator(
      file,
      () => '192.0.2.7',
      () => now,
    ).authenticate(request).id!;
  } catch (error) {
    return error instanceof AccessRefused ? error.reason : String(error);
  }
}

describe('a client certificate', () => {
  test('is looked at once it was found good, until it ends', () => {
    expect(reasonOf(on())).toBe('tables');
    expect(reasonOf(on(), END)).toBe('expired');
    expect(reasonOf(on({ certificate: { ...CERTIFICATE, valid_to: 'nonsense' } }))).toBe('expired');
  });

  test('that the handshake did not find good, and no certificate, are nobody’s', () => {
    expect(reasonOf(on({ authorized: false }))).toBe('missing');
    expect(reasonOf(on({ certificate: {} }))).toBe('missing');
    expect(reasonOf({ socket: {} } as IncomingMessage)).toBe('missing');
  });

  test('is read once a connection', () => {
    let reads = 0;
    const request = on();
    const counting = Object.create(request.socket, {
      getPeerCertificate: { value: () => ((reads += 1), CERTIFICATE) },
    }) as IncomingMessage['socket'];
    const authenticator = new MtlsAuthenticator(
      { current: SUBJECTS },
      () => '192.0.2.7',
      () => 0,
    );
    for (let call = 0; call < 3; call++) authenticator.authenticate({ socket: counting } as IncomingMessage);
    expect(reads).toBe(1);
  });
});
