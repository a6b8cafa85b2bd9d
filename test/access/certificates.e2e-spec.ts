import { execFileSync } from 'node:child_process';
import { connect, type ConnectionOptions } from 'node:tls';
import { Agent, request, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { RecordError } from '../../src/security/keys/record-error.js';
import { subjectsOf } from '../../src/security/mtls/certificate-subjects.js';
import { parseSubjects } from '../../src/security/mtls/subject-record.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { LogCapture } from '../ops/log-capture.js';
import { Authority, hasOpenssl, type Issued } from '../tls/certificates.js';
import { Folder } from './credential-files.js';

const CARD = JSON.stringify({ pan: '4242424242424242' });
const CHECKOUT = '{"id":"checkout","subject":"URI:spiffe://test/checkout","scopes":["cards"]}\n';
const BY_NAME = '{"id":"tables","subject":"CN:tables","scopes":["iins"],"cardsMax":10}\n';

describe('a file of subjects', () => {
  function sentenceOf(text: string): string {
    try {
      return `taken: ${String(parseSubjects(text).size)}`;
    } catch (error) {
      return error instanceof RecordError ? error.sentence : String(error);
    }
  }

  test('is JSON Lines', () => {
    expect(sentenceOf(`${CHECKOUT}\n${BY_NAME}`)).toBe('taken: 2');
    expect(sentenceOf('')).toBe('taken: 0');
  });

  test.each([
    '{"id":"a","subject":"spiffe://test/a","scopes":["cards"]}',
    '{"id":"a","subject":"DNS:a, DNS:b","scopes":["cards"]}',
    '{"id":"A B","subject":"DNS:a","scopes":["cards"]}',
    '{"id":"a","subject":"DNS:a","scopes":[]}',
    '{"id":"a","subject":"DNS:a","scopes":["cards"],"note":"x"}',
    '{"id":"a","subject":"DNS:a"}',
  ])('is refused with its line: %s', (line) => {
    expect(sentenceOf(`${CHECKOUT}${line}`)).toMatch(/^Line 2: /);
  });

  test('knows each subject and each id once', () => {
    expect(sentenceOf(`${CHECKOUT}${CHECKOUT}`)).toBe('Two lines have the same id.');
    expect(sentenceOf(`${CHECKOUT}${CHECKOUT.replace('"checkout"', '"other"')}`)).toBe(
      'Two lines have the same subject.',
    );
  });
});

describe('the names of a certificate', () => {
  function names(subjectaltname: string | undefined, commonName: unknown): readonly string[] {
    return subjectsOf({ subject: { CN: commonName }, subjectaltname } as Parameters<typeof subjectsOf>[0]);
  }

  test('are the alternative ones in their order, then the common one', () => {
    expect(names('DNS:a.example, URI:spiffe://a', 'a')).toEqual(['DNS:a.example', 'URI:spiffe://a', 'CN:a']);
    expect(names(undefined, undefined)).toEqual([]);
    expect(names(undefined, ['a', 'b'])).toEqual([]);
  });

  test('are none of the alternative ones where one of them could be read in two ways', () => {
    expect(names(String.raw`DNS:"a, URI:spiffe://admin, b", DNS:c`, 'a')).toEqual(['CN:a']);
  });
});

/** As docs/authentication.md says to. */
function fingerprintOf({ certFile }: Issued): string {
  const command = 'openssl x509 -in "$0" -outform der | sha256sum | cut -c1-20 | tr 0-9a-f a-p';
  return execFileSync('sh', ['-c', command, certFile], { encoding: 'utf8' }).trim();
}

(hasOpenssl() ? describe : describe.skip)('a service that asks for client certificates', () => {
  const folder = new Folder();
  const out = new LogCapture();
  const authority = hasOpenssl() ? new Authority() : (null as never);
  const foreign = hasOpenssl() ? new Authority('Another root') : (null as never);
  let service: RunningService;

  beforeAll(async () => {
    const own = authority.issue({ name: 'service' });
    const env = {
      NODE_ENV: 'test',
      PORT: '0',
      MANAGEMENT_PORT: '0',
      LOG_LEVEL: 'trace',
      BATCH_WORKERS: '0',
      AUTH: 'mtls',
      ACCESS_POLL_MS: '0',
      MTLS_SUBJECTS_FILE: folder.write('subjects.jsonl', `${CHECKOUT}${BY_NAME}`),
      TLS_CERT_FILE: own.certFile,
      TLS_KEY_FILE: own.keyFile,
      TLS_CLIENT_CA_FILE: authority.root.certFile,
    };
    service = await startService(loadConfig(env), out);
  });
  afterAll(async () => {
    await service.stop();
    folder.remove();
    authority.remove();
    foreign.remove();
  });

  function send(shown: Issued | null, options: RequestOptions = {}): Promise<number> {
    const pair = shown === null ? {} : { cert: shown.cert, key: shown.key };
    const headers = { 'content-type': 'application/json', 'content-length': CARD.length };
    const settings = { method: 'POST', ca: authority.root.cert, headers, agent: false as const, ...pair, ...options };
    return new Promise((resolve, reject) => {
      const sent = request(`${service.api}/v1/cards/validate`, settings, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', reject).end(CARD);
    });
  }

  test('takes the subjects of the file for what they may do, and nobody else the authority has signed', async () => {
    expect(await send(authority.issue({ name: 'checkout' }))).toBe(200);
    expect(await send(authority.issue({ name: 'tables' }))).toBe(403);
    const somebody = authority.issue({ name: 'somebody' });
    expect(await send(somebody)).toBe(401);
    const lines = out.withMessage('access refused');
    expect(lines.map(({ reason, kind, clientId }) => [reason, kind, clientId])).toEqual([
      ['scope_missing', 'certificate', 'tables'],
      ['unknown', 'certificate', fingerprintOf(somebody)],
    ]);
  });

  test('does not speak with who shows none, or one of another authority', async () => {
    await expect(send(null)).rejects.toThrow();
    await expect(send(foreign.issue({ name: 'checkout' }))).rejects.toThrow();
  });

  test('knows who resumes a session', async () => {
    const { cert, key } = authority.issue({ name: 'checkout' });
    const { hostname, port } = new URL(service.api);
    const options: ConnectionOptions = { host: hostname, port: Number(port), ca: authority.root.cert, cert, key };
    const ask = (session?: Buffer): Promise<{ session: Buffer; isReused: boolean; answer: string }> =>
      new Promise((resolve, reject) => {
        let kept = Buffer.alloc(0);
        let answer = '';
        let isReused = false;
        const socket = connect({ ...options, session }, () => {
          isReused = socket.isSessionReused();
          const head = `POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n`;
          socket.write(`${head}content-length: ${String(CARD.length)}\r\n\r\n${CARD}`);
        });
        socket.on('session', (one) => (kept = one)).on('data', (chunk: Buffer) => (answer += chunk.toString()));
        socket.on('error', reject).on('close', () => resolve({ session: kept, isReused, answer }));
      });
    const first = await ask();
    const second = await ask(first.session);
    expect([first.isReused, second.isReused]).toEqual([false, true]);
    for (const { answer } of [first, second]) expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  test('forgets a subject that was struck off, on open connections too', async () => {
    const { cert, key } = authority.issue({ name: 'checkout' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.root.cert, cert, key });
    expect(await send(null, { agent })).toBe(200);
    folder.write('subjects.jsonl', BY_NAME);
    service.reload();
    while (out.withMessage('credentials taken').length < 2) await sleep(5);
    expect(await send(null, { agent })).toBe(401);
    agent.destroy();
  });
});
