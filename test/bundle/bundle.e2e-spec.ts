import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { VERSION } from '../../src/config/version.js';
import { hasRedis, RedisServer } from '../limits/support.js';
import { Collector } from '../tracing/collector.js';
import { Bundle, ended, PROJECT } from './bundled.js';

jest.setTimeout(120_000);

/** Published test numbers. */
const VISA = '4242424242424242';
const CARD = JSON.stringify({ pan: VISA });
const LINES = 50_000;

let bundle: Bundle;
beforeAll(() => {
  bundle = new Bundle();
});
afterAll(() => bundle.remove());

describe('the files of the bundle', () => {
  test('say nothing of the folder they were built in, and all of them are looked at', () => {
    const files = bundle.files().filter((file) => file.endsWith('.js'));
    expect(files.length).toBeGreaterThan(10);
    // In a comment before what is loaded late: the place where a folder would stand.
    expect(files.filter((file) => bundle.text(file).includes('// named:node_modules/'))).not.toEqual([]);
    expect(bundle.files().filter((file) => bundle.text(file).includes(PROJECT))).toEqual([]);
  });
});

describe('the command line out of the bundle', () => {
  test('begins with the line that starts it where there is no env', () => {
    expect(bundle.text('iinspect.js').startsWith('#!/usr/local/bin/node\n')).toBe(true);
  });

  test('says its version', async () => {
    expect(await bundle.run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  test('validates lines in threads', async () => {
    const args = ['validate', '--jobs', '2', '--fields', 'status,brand', '--summary', '-'];
    const { code, stdout, stderr } = await bundle.run(args, `${VISA}\n`.repeat(LINES));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(LINES + 1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ status: 'valid', brand: 'visa' });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ lines: LINES, valid: LINES });
  });

  test('makes keys and issuer tables', async () => {
    const made = await bundle.run(['keys', 'add', '--file', 'keys.json', '--scopes', 'cards', '--name', 'checkout']);
    expect({ code: made.code, key: made.stdout.length > 20 }).toEqual({ code: 0, key: true });
    bundle.write('own.csv', 'low,issuer\n42424242,Bank of Tests\n');
    const built = await bundle.run(['data', 'build', '-q', 'own.csv', '-o', 'own.iin']);
    expect(built.code).toBe(0);
    expect(existsSync(`${bundle.folder}/own.iin`)).toBe(true);
  });
});

describe('the service out of the bundle', () => {
  test('answers at all doors, reads issuers in its worker, scans streams in threads, and stops with 0', async () => {
    const issuerData = bundle.write('issuers.csv', 'low,issuer\n42424242,Bank of Tests\n');
    const service = await bundle.serve({ ISSUER_DATA: issuerData, ISSUER_DATA_REQUIRED: 'true', BATCH_WORKERS: '2' });
    const rest = await (await service.post('/v1/cards/validate', CARD)).json();
    expect(rest).toMatchObject({ status: 'valid', brand: { id: 'visa' }, issuer: { name: 'Bank of Tests' } });
    const query = 'query ($pan: PAN!) { validateCard(pan: $pan) { status issuer { name } } }';
    const graphql = await service.post('/graphql', JSON.stringify({ query, variables: { pan: VISA } }));
    expect(await graphql.json()).toEqual({
      data: { validateCard: { status: 'valid', issuer: { name: 'Bank of Tests' } } },
    });
    const stream = await service.post('/v1/cards/batch', `${VISA}\n`.repeat(LINES), { 'content-type': 'text/plain' });
    const lines = (await stream.text()).trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ done: true, lines: LINES, valid: LINES });
    expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  test('refuses what has a wrong shape, by the classes that say so', async () => {
    const service = await bundle.serve();
    const problem = await service.post('/v1/cards/validate', JSON.stringify({ pan: VISA, cvv: 1 }));
    expect(problem.status).toBe(422);
    expect(await problem.json()).toMatchObject({ errors: [{ pointer: '/cvv' }] });
    await service.stop();
  });

  test('serves its documents, from the files it has of Swagger UI', async () => {
    const service = await bundle.serve();
    const page = await (await fetch(`${service.api}/docs`)).text();
    const files = [...page.matchAll(/(?:href|src)="(\/docs\/[^"]+)"/g)].map(([, path]) => path);
    expect(files).toHaveLength(3);
    for (const path of files) expect((await fetch(`${service.api}${path}`)).status).toBe(200);
    const openApi = (await (await fetch(`${service.api}/openapi.json`)).json()) as { paths: object };
    const committed = JSON.parse(readFileSync(new URL('../contract/openapi.json', import.meta.url), 'utf8'));
    expect(Object.keys(openApi.paths)).toEqual(Object.keys(committed.paths));
    await service.stop();
  });

  test('takes a token and sends spans: what is loaded late is there', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
    const collector = await Collector.start();
    const service = await bundle.serve({
      AUTH: 'jwt',
      JWT_JWKS_FILE: bundle.write('jwks.json', JSON.stringify({ keys: [jwk] })),
      JWT_AUDIENCE: 'iinspect',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    });
    expect((await service.post('/v1/cards/validate', CARD)).status).toBe(401);
    const token = await new SignJWT({ scope: 'cards' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setSubject('checkout')
      .setAudience('iinspect')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    expect((await service.post('/v1/cards/validate', CARD, headers)).status).toBe(200);
    expect(await service.stop()).toMatchObject({ code: 0 });
    expect(collector.exports.length).toBeGreaterThan(0);
    await collector.stop();
  });

  (hasRedis() ? test : test.skip)('counts cards in Redis', async () => {
    const redis = await RedisServer.start();
    const limits = { RATE_CARDS_PER_ADDRESS: '1000', REDIS_TIMEOUT_MS: '2000' };
    const service = await bundle.serve({ REDIS_URL: redis.url, ...limits });
    expect((await service.post('/v1/cards/validate', CARD)).status).toBe(200);
    expect(await redis.ask((client) => client.dbSize())).toBeGreaterThan(0);
    await service.stop();
    await redis.remove();
  });

  test('writes for people when asked to', async () => {
    const child = bundle.spawn(['serve'], { LOG_FORMAT: 'text', NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0' });
    const end = ended(child);
    await Promise.race([end, new Promise((resolve) => child.stdout?.once('data', resolve))]);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: started/m);
  });
});

/** Whether a process catches SIGTERM: Node does from its beginning, and stops to when the last listener is removed. Null when it has ended. */
function hearsTerm(pid: number): boolean | null {
  try {
    // Until it is itself, it is a copy of this process.
    if (!readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('iinspect.js')) return false;
    const caught = /^SigCgt:\s+(\S+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return caught === undefined ? null : (BigInt(`0x${caught}`) & (1n << 14n)) !== 0n;
  } catch {
    return null;
  }
}

// The first process of a container is not ended by a signal that it does not listen to.
(process.platform === 'linux' ? describe : describe.skip)('SIGTERM during the start', () => {
  test('is listened to without a gap, from the command line to the service', async () => {
    const child = bundle.spawn(['serve'], { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0' });
    const end = ended(child);
    let stdout = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const heard: boolean[] = [];
    while (!stdout.includes('"msg":"started"') && child.exitCode === null) {
      heard.push(hearsTerm(child.pid!) === true);
      await sleep(1);
    }
    expect(heard).toContain(true);
    const gap = heard.indexOf(false, heard.indexOf(true));
    expect({ gap, of: heard.length }).toEqual({ gap: -1, of: heard.length });
    child.kill('SIGTERM');
    expect((await end).code).toBe(0);
  });
});
