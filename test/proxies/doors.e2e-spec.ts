import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ShippedProxy } from '../../scripts/proxies-process.js';
import type { Place } from '../../scripts/proxies-shipped.js';
import { Scratch } from '../bin-data/reload-support.js';
import { Authority, hasOpenssl } from '../tls/certificates.js';
import { ask, describeProxy, Front, KINDS, postJson, talk, VISA } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const QUERY = 'query ($pan: PAN!) { validateCard(pan: $pan) { status maskedPan } }';

describe.each(KINDS)('%s as it is shipped', (kind) => {
  describeProxy(kind)('before the service', () => {
    const front = new Front();
    let service: Place;
    let proxy: ShippedProxy;
    beforeAll(async () => {
      service = await front.service();
      proxy = await front.proxy(kind, { instances: [service] });
    });
    afterAll(() => front.stop());

    it('passes every door on: REST, GraphQL, batches, tables and documents', async () => {
      const rest = await postJson(proxy.port, '/v1/cards/validate', { pan: VISA });
      expect(JSON.parse(rest.text)).toMatchObject({ status: 'valid', maskedPan: '411111******1111' });
      const graphql = await postJson(proxy.port, '/graphql', { query: QUERY, variables: { pan: VISA } });
      expect(JSON.parse(graphql.text)).toEqual({
        data: { validateCard: { status: 'valid', maskedPan: '411111******1111' } },
      });
      const batch = await postJson(
        proxy.port,
        '/v1/cards/batch',
        Array.from({ length: 1000 }, () => ({ pan: VISA })),
      );
      expect(JSON.parse(batch.text).summary).toMatchObject({ total: 1000 });
      for (const path of ['/v1/iins/411111', '/v1/brands', '/v1/brands/visa', '/v1/dataset', '/docs', '/openapi.json'])
        expect([path, (await ask(proxy.port, path)).status]).toEqual([path, 200]);
      const table = await ask(proxy.port, '/v1/iin-table');
      const again = await ask(proxy.port, '/v1/iin-table', {
        headers: { 'if-none-match': String(table.headers.etag) },
      });
      expect([table.status, again.status]).toEqual([200, 304]);
    });

    it('lets the service refuse in its own words what is too long, unknown or not allowed', async () => {
      const refused = async (path: string, options: Parameters<typeof ask>[2]): Promise<unknown> =>
        JSON.parse((await ask(proxy.port, path, options)).text).code;
      const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const long = (bytes: number): string => JSON.stringify({ pan: 'x'.repeat(bytes) });
      expect(await refused('/v1/cards/validate', { ...post, body: long(70_000) })).toBe('body_too_large');
      expect(await refused('/v1/cards/validate', { ...post, body: long(10_000_000) })).toBe('body_too_large');
      expect(await refused('/v1/cards/batch', { ...post, body: long(3_000_000) })).toBe('body_too_large');
      expect(await refused('/v1/nothing', {})).toBe('not_found');
      expect(await refused('/v1/cards/validate', {})).toBe('method_not_allowed');
      expect(await refused(`/v1/iins/${VISA}`, {})).toBe('prefix_not_allowed');
      expect(
        await refused('/v1/brands', { headers: { 'x-long': 'a'.repeat(8000), 'x-longer': 'a'.repeat(500) } }),
      ).toBe('headers_too_large');
    });

    it('passes a request id on, and the one the service made back', async () => {
      const given = await ask(proxy.port, '/v1/brands/visa', { headers: { 'x-request-id': 'checkout-42' } });
      expect(given.headers['x-request-id']).toBe('checkout-42');
      const made = await ask(proxy.port, '/v1/brands/visa');
      expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it.each(['/metrics', '/livez', '/readyz', '/startupz', '/reload', '/metrics/', '/%6detrics'])(
      'does not show %s',
      async (path) => {
        const { status, text } = await ask(proxy.port, path);
        expect(status).toBe(404);
        expect(text).not.toMatch(/card_|phase/);
      },
    );

    it('does not tell which version it is', async () => {
      const answers = [await ask(proxy.port, '/v1/brands/visa'), await ask(proxy.port, '/metrics')];
      for (const { headers, text } of answers) expect(`${String(headers['server'])}${text}`).not.toMatch(/\d\.\d+\.\d/);
    });

    it('refuses what is not HTTP to it, and repeats nothing of it', async () => {
      const answer = await talk(proxy.port, `GET /${VISA} HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.[01] 400 /);
      expect(answer).not.toContain('4111');
      // haproxy takes what it says here from nowhere but its own program.
      expect(answer).toContain(
        kind === 'nginx' ? '{"type":"about:blank","title":"Bad Request","status":400}' : '<html>',
      );
    });

    it('refuses requests that two servers may read differently, and answers none twice', async () => {
      const probe = 'GET /v1/brands/visa HTTP/1.1\r\nHost: a\r\n\r\n';
      const post = 'POST /v1/luhn/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
      const tricks = [
        `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${probe}`,
        `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde${probe}`,
        `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${probe}`,
        'GET /v1/brands/visa HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
      ];
      for (const trick of tricks) {
        const answer = await talk(proxy.port, trick, 1000);
        const statuses = [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => status);
        expect([trick, statuses.length, statuses[0]?.[0]]).toEqual([trick, 1, expect.stringMatching(/[45]/)]);
      }
    });
  });

  describeProxy(kind)('before a Unix socket', () => {
    const front = new Front();
    const scratch = new Scratch();
    afterEach(async () => {
      await front.stop();
      scratch.remove();
    });

    it('passes requests on', async () => {
      const { port } = await front.proxy(kind, { instances: [await front.serviceOn(scratch.file('iinspect.sock'))] });
      const { text } = await postJson(port, '/v1/cards/validate', { pan: VISA });
      expect(JSON.parse(text)).toMatchObject({ status: 'valid' });
    });
  });

  describeProxy(kind)('before nobody', () => {
    const front = new Front();
    afterEach(() => front.stop());

    it('says so in a problem without a code', async () => {
      const proxy = await front.proxy(kind, { instances: [{ port: 9, managementPort: 9 }] });
      const { status, headers, text } = await postJson(proxy.port, '/v1/cards/validate', { pan: VISA });
      expect([502, 503]).toContain(status);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
      expect(JSON.parse(text)).toEqual({ type: 'about:blank', title: expect.any(String), status });
    });
  });

  (hasOpenssl() ? describeProxy(kind) : describe.skip)('with its certificate', () => {
    const front = new Front();
    const authority = hasOpenssl() ? new Authority() : null;
    afterAll(async () => {
      await front.stop();
      authority?.remove();
    });

    it('speaks TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2, and nothing older', async () => {
      const tls = authority!.issue({ name: 'proxy' });
      const { port } = await front.proxy(kind, { instances: [await front.service()], tls });
      const ca = authority!.root.cert;
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
        expect(await handshake(port, { ca, minVersion: version, maxVersion: version, ALPNProtocols: ['h2'] })).toBe(
          `${version} h2`,
        );
      expect(await handshake(port, { ca, ALPNProtocols: ['http/1.1'] })).toBe('TLSv1.3 http/1.1');
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      expect(await handshake(port, { ca, ...old })).toBe('refused');
      expect(await handshake(port, { ca, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' })).toBe('refused');
    });
  });
});

function handshake(port: number, options: object): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port, ...options }, () => {
      resolve(`${String(socket.getProtocol())} ${String(socket.alpnProtocol)}`);
      socket.destroy();
    });
    socket.on('error', () => resolve('refused'));
  });
}
