import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { explainStartFailure, ListenError } from '../../src/config/start-failure.js';
import { startService } from '../../src/start-service.js';
import { Folder, makeKey } from '../access/credential-files.js';
import { madeUp } from '../support/embedded-table.js';
import { LogCapture } from './log-capture.js';
import { askSocket, type SocketService, SocketFolder, startOnSocket } from './socket-service.js';

jest.setTimeout(60_000);

/** A published test number. */
const CARD = JSON.stringify({ pan: '4111111111111111' });
const VALIDATE = '/v1/cards/validate';

/** Connects as often as it is told, keeps what it gets until the end, and says what became of it. */
const KNOCK = `
  const [, path, wanted] = process.argv;
  const counts = { connected: 0, refused: 0 };
  const count = (what) => {
    counts[what] += 1;
    if (counts.connected + counts.refused < Number(wanted)) return;
    require('fs').writeSync(1, JSON.stringify(counts));
    process.exit();
  };
  for (let n = 0; n < Number(wanted); n++)
    require('net').connect(path).once('connect', () => count('connected')).once('error', () => count('refused'));`;

let place: SocketFolder;
let path: string;
const running: SocketService[] = [];

beforeEach(() => {
  place = new SocketFolder();
  path = place.path;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  place.remove();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<SocketService> {
  const service = await startOnSocket(path, env);
  running.push(service);
  return service;
}

async function failedStart(
  env: Readonly<Record<string, string>> = {},
): Promise<ReturnType<typeof explainStartFailure>> {
  const settings = { NODE_ENV: 'test', MANAGEMENT_PORT: '0', LISTEN: `unix:${path}`, ...env };
  const error = await startService(loadConfig(settings), new LogCapture()).catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ListenError);
  return explainStartFailure(error);
}

describe('a service on a Unix socket', () => {
  it('answers cards, batches and streams there, and probes on TCP', async () => {
    const service = await start();
    expect(service.api).toBe(`unix:${path}`);
    expect(JSON.parse((await askSocket(path, VALIDATE, { body: CARD })).text)).toMatchObject({ status: 'valid' });
    const body = JSON.stringify([{ pan: '4111111111111111' }, { pan: '1' }]);
    expect(JSON.parse((await askSocket(path, '/v1/cards/batch', { body })).text)).toMatchObject({
      summary: { total: 2, valid: 1 },
    });
    const lines = '4111111111111111\n'.repeat(20_000);
    const stream = await askSocket(path, '/v1/cards/batch', { body: lines, headers: { 'content-type': 'text/plain' } });
    expect(JSON.parse(stream.text.trimEnd().split('\n').at(-1)!)).toMatchObject({ done: true, valid: 20_000 });
    // Not at once where the loop was late for the lines; what never is ends the test by its time.
    while ((await fetch(`${service.management}/readyz`)).status !== 200) await sleep(20);
    expect((await askSocket(path, '/metrics')).status).toBe(404);
  });

  it('takes as many connections at once as come', async () => {
    await start();
    const statuses = await Promise.all(Array.from({ length: 1500 }, () => askSocket(path, '/v1/brands/visa')));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('has as many wait as the system lets it, when it has no time for them', async () => {
    await start();
    const wanted = 1500;
    const room = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
    if (room < wanted) process.stderr.write(`Sockets: this system lets ${room} connections wait at most.\n`);
    // Nobody is taken on meanwhile: this process, which is the service, waits for the other one.
    const said = execFileSync(process.execPath, ['-e', KNOCK, path, String(wanted)], { encoding: 'utf8' });
    const { connected, refused } = JSON.parse(said) as { connected: number; refused: number };
    expect(connected + refused).toBe(wanted);
    expect(connected).toBeGreaterThanOrEqual(Math.min(room, wanted));
    expect((await askSocket(path, '/v1/brands/visa')).status).toBe(200);
  });

  it.each(['0600', '0660', '0666'])('lets in who may write, as LISTEN_MODE %s says', async (LISTEN_MODE) => {
    const { out } = await start({ LISTEN_MODE });
    expect((lstatSync(path).mode & 0o7777).toString(8)).toBe(LISTEN_MODE.slice(1));
    const warnings = out.lines.filter(({ level }) => level === 'warn').map(({ msg }) => String(msg));
    expect(warnings).toEqual(LISTEN_MODE === '0666' ? [expect.stringMatching(/^LISTEN_MODE lets every user/)] : []);
  });

  it('says where it listens, for a machine and for a person', async () => {
    const service = await start();
    expect(service.out.withMessage('started')).toEqual([
      expect.objectContaining({
        rest: `unix:${path}:/v1`,
        openapi: `unix:${path}:/openapi.json`,
        health: `${service.management}/readyz`,
      }),
    ]);
    await service.stop();
    const out = new LogCapture(true);
    await (await startOnSocket(path, { LOG_LEVEL: 'info' }, out)).stop();
    expect(out.text).toContain(`  rest     unix:${path}:/v1\n`);
    expect(out.text).toContain(`  curl -s --unix-socket ${path} http://localhost${VALIDATE} -H`);
  });
});

describe('who asks over a socket', () => {
  it('is `local` in audit lines, whatever a header says, and nothing else', async () => {
    const folder = new Folder();
    const key = makeKey(['cards']);
    const { out } = await start({ AUTH: 'api-key', API_KEYS_FILE: folder.write('keys', key.line) });
    const headers = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' };
    expect((await askSocket(path, VALIDATE, { body: CARD, headers })).status).toBe(401);
    const good = { ...headers, 'x-api-key': key.key };
    expect((await askSocket(path, VALIDATE, { body: CARD, headers: good })).status).toBe(200);
    expect(out.withMessage('access refused')).toEqual([expect.objectContaining({ address: 'local' })]);
    expect(out.text).not.toMatch(/undefined|192\.0\.2\.1/);
    folder.remove();
  });

  it('has the budget of its credential', async () => {
    const folder = new Folder();
    const keys = [makeKey(['cards']), makeKey(['cards'])];
    const file = folder.write('keys', keys.map(({ line }) => line).join('\n'));
    const budget = { RATE_CARDS_PER_CLIENT: '2', BATCH_CARDS_MAX: '1', RATE_WINDOW_S: '3600' };
    const { out } = await start({ AUTH: 'api-key', API_KEYS_FILE: file, ...budget });
    const ask = async ({ key }: { readonly key: string }): Promise<number> =>
      (await askSocket(path, VALIDATE, { body: CARD, headers: { 'x-api-key': key } })).status;
    const statuses = [await ask(keys[0]!), await ask(keys[0]!), await ask(keys[0]!), await ask(keys[1]!)];
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect(out.withMessage('budget of cards spent')).toEqual([expect.objectContaining({ address: 'local' })]);
    folder.remove();
  });

  it('is one client with all the others for the sensor, where nobody says who he is', async () => {
    const { out } = await start({ ABUSE_CARDS_MIN: '10', ABUSE_FAIL_PERCENT: '50' });
    const body = JSON.stringify({ pan: madeUp('400000', 15) });
    for (let call = 0; call < 20; call++) await askSocket(path, VALIDATE, { body });
    expect(out.withMessage('a client looks like card testing')).toContainEqual(
      expect.objectContaining({ clientId: null, address: 'local' }),
    );
  });
});

describe('a service that stops', () => {
  it('answers during the drain, then takes its path away, and finishes what is in flight', async () => {
    const service = await start({ SHUTDOWN_DRAIN_MS: '400' });
    const headers = { 'content-type': 'application/json', 'content-length': String(CARD.length) };
    const upload = httpRequest({ socketPath: path, path: VALIDATE, method: 'POST', headers, agent: false });
    const answered = once(upload, 'response');
    upload.write(CARD.slice(0, 5));
    await sleep(50);
    const stopped = service.stop();
    const late = await askSocket(path, '/v1/brands/visa');
    expect([late.status, late.headers.connection]).toEqual([200, 'close']);
    while (existsSync(path)) await sleep(5);
    expect(readdirSync(place.folder)).toEqual([]);
    await expect(askSocket(path, '/v1/brands/visa')).rejects.toMatchObject({ code: 'ENOENT' });
    upload.end(CARD.slice(5));
    const [answer] = (await answered) as [{ statusCode: number; resume(): void }];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    await stopped;
  });

  it('leaves the path to a successor who has it already', async () => {
    const service = await start({ SHUTDOWN_DRAIN_MS: '0', SHUTDOWN_GRACE_MS: '5000' });
    const upload = httpRequest({ socketPath: path, path: VALIDATE, method: 'POST', agent: false });
    upload.on('error', () => undefined).setHeader('content-length', '9');
    upload.write('{');
    await sleep(50);
    const stopped = service.stop();
    while (existsSync(path)) await sleep(5);
    await start();
    upload.destroy();
    await stopped;
    expect((await askSocket(path, '/v1/brands/visa')).status).toBe(200);
  });
});

describe('a start on a socket', () => {
  it('that finds somebody answering there fails with 69 and disturbs nobody', async () => {
    await start();
    expect(await failedStart()).toEqual({
      lines: ['Another program answers at the socket in LISTEN. Stop it, or choose another LISTEN.'],
      exitCode: 69,
    });
    expect(readdirSync(place.folder)).toEqual(['iinspect.sock']);
    expect((await askSocket(path, '/v1/brands/visa')).status).toBe(200);
  });

  it('that cannot have the port of the probes blames MANAGEMENT_HOST, never HOST, which is not in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const taken = { NODE_ENV: 'test', MANAGEMENT_PORT: String(port) };
    const blamed: string[] = [];
    for (const where of [{ LISTEN: `unix:${path}` }, { PORT: '0' }]) {
      const config = loadConfig({ ...taken, ...where });
      const error = await startService(config, new LogCapture()).catch((failure: unknown) => failure);
      expect(explainStartFailure(error).exitCode).toBe(69);
      const { address } = error as ListenError;
      if ('hostSetting' in address) blamed.push(address.hostSetting);
    }
    other.close();
    // The second one has its probes where its API is.
    expect(blamed).toEqual(['MANAGEMENT_HOST', 'HOST']);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('never takes away what is no socket, and fails with 78', async () => {
    writeFileSync(path, 'precious');
    const { lines, exitCode } = await failedStart();
    expect([lines.length, exitCode]).toEqual([1, 78]);
    expect(lines[0]).toContain('no socket');
    expect(readdirSync(place.folder)).toEqual(['iinspect.sock']);
    expect(lstatSync(path).isFile()).toBe(true);
  });

  it('fails with 78 without the folder, and names the setting only', async () => {
    path = `${place.folder}/none/iinspect.sock`;
    const { lines, exitCode } = await failedStart();
    expect(exitCode).toBe(78);
    expect(lines.join()).toContain('LISTEN');
    expect(lines.join()).not.toContain(place.folder);
  });
});
