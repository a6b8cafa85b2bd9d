import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Authority, hasOpenssl, type Issued } from './certificates.js';
import { newCanary } from '../leaks/canary.js';
import { ask, scrape, shake, startTls, type TlsService } from './tls-service.js';

jest.setTimeout(30_000);

const isPossible = hasOpenssl();
if (!isPossible) process.stderr.write('test/tls is left out: there is no openssl to make certificates with.\n');

/** What OpenSSL at home refuses to even try. */
const OLD_CLIENT = { ciphers: 'DEFAULT@SECLEVEL=0' };

(isPossible ? describe : describe.skip)('a port with TLS', () => {
  let authority: Authority;
  let service: TlsService;
  let ca: { readonly ca: string };

  beforeAll(async () => {
    authority = new Authority();
    ca = { ca: authority.root.cert };
    service = await startTls(authority.issue({ name: 'server' }), { HEADERS_TIMEOUT_MS: '500' });
  });
  afterAll(async () => {
    await service.stop();
    authority.remove();
  });

  async function spoken(options: ConnectionOptions): Promise<string | null> {
    const socket = await shake(service.port, { ...ca, ...options });
    if (typeof socket === 'string') return socket;
    const protocol = socket.getProtocol();
    socket.destroy();
    return protocol;
  }

  it('says in its origin that it speaks HTTPS, and answers', async () => {
    expect(service.api).toMatch(/^https:/);
    expect(service.management).toMatch(/^http:/);
    expect(service.out.withMessage('started')[0]).toMatchObject({ rest: `${service.api}/v1` });
    expect((await ask(service.port, authority)).status).toBe(200);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    expect(await spoken({ minVersion: version, maxVersion: version })).toBe(version);
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)('does not speak %s', async (version) => {
    expect(await spoken({ ...OLD_CLIENT, minVersion: version, maxVersion: version })).toBe(
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    );
  });

  it.each(['AES128-SHA', 'AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-SHA256', 'NULL-SHA256'])(
    'does not take the weak suite %s',
    async (suite) => {
      expect(await spoken({ ciphers: `${suite}@SECLEVEL=0`, maxVersion: 'TLSv1.2' })).toBe(
        'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      );
    },
  );

  it('takes a good suite when it is asked in the same way', async () => {
    expect(await spoken({ ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256@SECLEVEL=0', maxVersion: 'TLSv1.2' })).toBe(
      'TLSv1.2',
    );
  });

  it('speaks HTTP/1.1 and not HTTP/2', async () => {
    const both = (await shake(service.port, { ...ca, ALPNProtocols: ['h2', 'http/1.1'] })) as TLSSocket;
    expect(both.alpnProtocol).toBe('http/1.1');
    both.destroy();
    expect(await spoken({ ALPNProtocols: ['h2'] })).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
  });

  it('does not negotiate anew, and lets go of whoever tries', async () => {
    const own = await startTls(authority.issue({ name: 'own' }), { SHUTDOWN_GRACE_MS: '1000' });
    const socket = (await shake(own.port, { ...ca, maxVersion: 'TLSv1.2' })) as TLSSocket;
    const outcome = new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.renegotiate({}, (error) => resolve(error === null ? 'negotiated' : 'refused'));
    });
    socket.resume();
    expect(await outcome).toBe('ERR_SSL_NO_RENEGOTIATION');
    // An answer on a connection through which nothing goes any more would hold it for ever.
    await own.stop();
    expect(own.out.withMessage('requests were cut: they took longer than SHUTDOWN_GRACE_MS')).toEqual([]);
  });

  it('says nothing to whoever speaks plain HTTP, and logs nothing of it', async () => {
    const canary = newCanary();
    const before = service.out.text.length;
    const socket = connectPlain(service.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (piece: Buffer) => (heard += piece.toString('latin1')));
    socket.write(`GET /${canary} HTTP/1.1\r\nhost: a\r\n\r\n`);
    await once(socket, 'close');
    expect(heard).not.toContain('HTTP');
    expect(service.out.text.slice(before)).toBe('');
    expect(await scrape(service.management)).not.toContain(canary);
    expect((await ask(service.port, authority)).status).toBe(200);
  });

  it.each([
    ['nothing', ''],
    ['half a hello', '\x16\x03\x01\x02\x00\x01'],
  ])('cuts whoever sends %s instead of a hello', async (_what, bytes) => {
    const socket = connectPlain(service.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(bytes, 'latin1');
    await once(socket, 'close');
    expect(service.out.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('answers broken HTTP inside of TLS as it does without', async () => {
    const canary = newCanary();
    const socket = (await shake(service.port, ca)) as TLSSocket;
    let heard = '';
    socket.on('data', (piece: Buffer) => (heard += piece.toString('latin1')));
    socket.write(`${canary} nonsense\r\n\r\n`);
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard).not.toContain(canary);
  });

  it('cuts headers that do not come to an end', async () => {
    const socket = (await shake(service.port, ca)) as TLSSocket;
    let heard = '';
    socket.on('data', (piece: Buffer) => (heard += piece.toString('latin1')));
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n');
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('closes the connection that is one too many, secured or not', async () => {
    const small = await startTls(authority.issue({ name: 'small' }), { MAX_CONNECTIONS: '1' });
    const first = connectPlain(small.port, '127.0.0.1');
    await once(first, 'connect');
    await sleep(50);
    expect(typeof (await shake(small.port, ca))).toBe('string');
    first.destroy();
    await sleep(50);
    expect((await ask(small.port, authority)).status).toBe(200);
    await small.stop();
  });

  it('may be told to speak TLS 1.3 alone', async () => {
    const modern = await startTls(authority.issue({ name: 'modern' }), { TLS_MIN_VERSION: '1.3' });
    const old = await shake(modern.port, { ...ca, maxVersion: 'TLSv1.2' });
    expect(old).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    expect((await ask(modern.port, authority)).status).toBe(200);
    await modern.stop();
  });

  it('is not kept from stopping by a handshake that does not come to an end', async () => {
    const stubborn = await startTls(authority.issue({ name: 'stubborn' }), { SHUTDOWN_GRACE_MS: '200' });
    const socket = connectPlain(stubborn.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write('\x16\x03\x01', 'latin1');
    await sleep(50);
    const closed = once(socket, 'close');
    await stubborn.stop();
    await closed;
  });
});

(isPossible ? describe : describe.skip)('a port that wants to see certificates', () => {
  let authority: Authority;
  let stranger: Authority;
  let service: TlsService;

  beforeAll(async () => {
    authority = new Authority();
    stranger = new Authority('Another root');
    const issued = authority.issue({ name: 'server' });
    service = await startTls(issued, { TLS_CLIENT_CA_FILE: authority.root.certFile });
  });
  afterAll(async () => {
    await service.stop();
    authority.remove();
    stranger.remove();
  });

  /** TLS 1.3 tells a client of its certificate after the client believes to be in: only an answer proves anything. */
  async function knock(client: Issued | null, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<number | string> {
    const shown = client === null ? {} : { cert: client.cert, key: client.key };
    return ask(service.port, authority, { ...shown, maxVersion }).then(
      ({ status }) => status,
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'no code',
    );
  }

  describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
    it('lets a good one in', async () => expect(await knock(authority.issue({ name: 'client' }), version)).toBe(200));

    it('lets nobody in without', async () => expect(typeof (await knock(null, version))).toBe('string'));

    it('refuses an expired one', async () =>
      expect(typeof (await knock(authority.issue({ name: 'late', days: -1 }), version))).toBe('string'));

    it('refuses one of another authority', async () =>
      expect(typeof (await knock(stranger.issue({ name: 'client' }), version))).toBe('string'));

    it('refuses one that signed itself', async () =>
      expect(typeof (await knock(stranger.root, version))).toBe('string'));
  });

  it('has logged no error about any of them', () => {
    expect(service.out.lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});
