import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { eventually } from '../bin-data/reload-support.js';
import { quoted, tableRows } from '../docs/markdown.js';
import { type Client, CLIENT_LIST, ClientRun, install, isHere, type Ran } from './client-runs.js';
import { FaultDoor, sayOverloaded, sayValid } from './fault-door.js';

// Starts processes, a virtual machine among them; nothing here is about how fast they are.
jest.setTimeout(120_000);

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'sidecar.md'), 'utf8');
/** Published test numbers. */
const GOOD = '4111 1111 1111 1111';
const BAD = '4111111111111112';
/** More than fits into the buffers between a client that does not read and the service. */
const LINES = 60_000;

/** A user who is not in the group of the socket, with nothing of ours but files that everybody may read. */
const ANOTHER = ['setpriv', '--reuid=65533', '--regid=65533', '--clear-groups'];

/** Only root can be somebody else, and not all that root has installed is for everybody. */
function mayBeRunByAnother({ file, needs }: Client): boolean {
  const [program = '', ...args] = ANOTHER;
  const isIt = spawnSync(program, [...args, ...needs], { stdio: 'ignore' }).status === 0;
  if (!isIt) process.stderr.write(`docs/clients/${file}: another user cannot run it here, so it is not kept out.\n`);
  return isIt;
}

/** What the table of troubles quotes for a code of the system: curl says the same for all. */
function inTable(code: string): unknown {
  const row = tableRows(PAGE).find(([first = '']) => first.includes(`\`${code}\``)) ?? [];
  const words = [...quoted(row[0] ?? ''), "Couldn't connect to server"];
  return expect.stringMatching(new RegExp(words.join('|')));
}

const folder = mkdtempSync(join(tmpdir(), 'iinspect-clients-'));
chmodSync(folder, 0o755);
const socket = join(folder, 'iinspect.sock');
const doorSocket = join(folder, 'door.sock');
let service: RunningService;
let door: FaultDoor | null = null;

beforeAll(async () => {
  const settings = { NODE_ENV: 'test', LISTEN: `unix:${socket}`, MANAGEMENT_PORT: '0', GRAPHQL_ENABLED: 'false' };
  service = await startService(
    loadConfig({ ...settings, LOG_LEVEL: 'silent', BATCH_STREAMS_MAX: '1', BATCH_WORKERS: '0' }),
    {
      isTerminal: false,
      write: () => undefined,
    },
  );
});

afterEach(async () => {
  await door?.close();
  door = null;
});

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const absent = CLIENT_LIST.filter((client) => !isHere(client));
for (const { name, file, needs } of absent) {
  process.stderr.write(`docs/clients/${file}: ${needs[0] ?? name} is not installed, so the client is not run.\n`);
}
const here = CLIENT_LIST.filter((client) => !absent.includes(client));

/** curl prints the whole report, the others what they made of it. */
function verdictOf({ stdout }: Ran): string {
  if (!stdout.startsWith('{')) return stdout.trim();
  const { status, brand, maskedPan } = JSON.parse(stdout) as {
    status: string;
    brand: { id: string };
    maskedPan: string;
  };
  return `${status} ${brand.id} ${maskedPan}`;
}

/** Where a client says why it was refused: curl prints the problem itself. */
function problemOf({ stdout, stderr }: Ran): string {
  if (!stdout.startsWith('{')) return stderr;
  const { status, code, instance } = JSON.parse(stdout) as Record<string, unknown>;
  return `problem ${String(status)} ${String(code)} ${String(instance)}`;
}

test('clients that are here are run, and at least those for what every run of ours brings', () => {
  const brought = process.env['CI'] === 'true' ? ['curl', 'Node'] : ['Node'];
  expect(here.map(({ name }) => name)).toEqual(expect.arrayContaining(brought));
});

describe.each(here)('the client for $name', (client: Client) => {
  let home = '';
  const start = (ask: 'card' | 'lines', path = socket): ClientRun => new ClientRun(client, home, [ask, path]);

  beforeAll(() => {
    home = install(client, folder);
  });

  test('is told about a good card and about a bad one, which is an answer as well', async () => {
    const [good, bad] = await Promise.all([start('card').end(`${GOOD}\n`), start('card').end(`${BAD}\n`)]);
    expect([verdictOf(good), verdictOf(bad)]).toEqual(['valid visa 411111******1111', 'invalid visa 411111******1112']);
    expect([good.status, bad.status, good.stderr, bad.stderr]).toEqual([0, 0, '', '']);
  });

  test('says which problem a request has, and nothing of what it sent', async () => {
    const ran = await start('card').end(`${GOOD.repeat(20)}\n`);
    expect(ran.status).toBe(1);
    expect(problemOf(ran)).toMatch(/^problem 422 invalid_request \S+/);
    expect(ran.stdout + ran.stderr).not.toMatch(/4111/);
  });

  test('asks again when it was told to, and only as long as it has time', async () => {
    let asked = 0;
    door = await FaultDoor.open(doorSocket, (_, response) =>
      asked++ === 0 ? sayOverloaded(response, 1) : sayValid(response),
    );
    const ran = await start('card', doorSocket).end(`${GOOD}\n`);
    expect([ran.status, verdictOf(ran), asked]).toEqual([0, 'valid visa 411111******1111', 2]);
  });

  test('does not wait longer than its deadline', async () => {
    door = await FaultDoor.open(doorSocket, (_, response) => sayOverloaded(response, 60));
    const ran = await start('card', doorSocket).end(`${GOOD}\n`);
    expect([ran.status, door.requests.length]).toEqual([1, 1]);
    expect(problemOf(ran)).toMatch(/^problem 503 overloaded id-1/);
  });

  test('gives up on a service that says nothing', async () => {
    door = await FaultDoor.open(doorSocket, () => undefined);
    const ran = await start('card', doorSocket).end(`${GOOD}\n`);
    expect(ran.status).toBe(client.noAnswer.late);
    expect([ran.stdout.trim(), ran.stderr.replaceAll(/\d{1,5}/g, '')]).toEqual(['', expect.not.stringMatching(/\d/)]);
    expect(door.requests).toHaveLength(1);
  });

  test('tells a socket that was left behind from none, as docs/sidecar.md has it', async () => {
    const dead = join(folder, 'dead.sock');
    if (!existsSync(dead)) {
      const before = await FaultDoor.open(doorSocket, () => undefined);
      linkSync(doorSocket, dead);
      await before.close();
    }
    const [nobody, nothing] = await Promise.all([
      start('card', dead).end(`${GOOD}\n`),
      start('card', join(folder, 'nothing.sock')).end(`${GOOD}\n`),
    ]);
    expect([nobody.stderr, nothing.stderr]).toEqual([inTable('ECONNREFUSED'), inTable('ENOENT')]);
    expect([nobody.status, nothing.status]).toEqual([client.noAnswer.absent, client.noAnswer.absent]);
    expect([nobody.stdout, nothing.stdout]).toEqual(['', '']);
  });

  (mayBeRunByAnother(client) ? test : test.skip)('says that it may not, where it may not', async () => {
    const another = { ...client, command: [...ANOTHER, ...client.command] };
    const ran = await new ClientRun(another, home, ['card', socket]).end(`${GOOD}\n`);
    expect([ran.status, ran.stderr]).toEqual([client.noAnswer.absent, inTable('EACCES')]);
  });

  test('outlives a restart of the service', async () => {
    const run = start('card', doorSocket);
    const ended = run.end(`${GOOD}\n`);
    await sleep(700);
    door = await FaultDoor.open(doorSocket, (_, response) => sayValid(response));
    expect(verdictOf(await ended)).toBe('valid visa 411111******1111');
  });

  test('reads while it writes, and gets a record for every line and a summary', async () => {
    const ran = await start('lines').end(`${GOOD}\n${BAD}\n`.repeat(LINES / 2));
    const records = ran.stdout.trimEnd().split('\n');
    expect([ran.status, ran.stderr, records.length]).toEqual([0, '', LINES + 1]);
    expect(JSON.parse(records[1] ?? '')).toMatchObject({ line: 2, status: 'invalid', brand: 'visa' });
    expect(JSON.parse(records.at(-1) ?? '')).toMatchObject({ done: true, lines: LINES, valid: LINES / 2 });
    expect(records.filter((record) => /\d{13}/.test(record))).toEqual([]);
  });

  test('has the record of a line before it sends the next', async () => {
    const run = start('lines');
    for (const line of [1, 2, 3]) {
      run.write(`${GOOD}\n`);
      await eventually(() => run.stdout.includes(`"line":${String(line)},`));
    }
    expect(await run.end()).toMatchObject({ status: 0, stderr: '' });
  });

  test('says why a stream is refused', async () => {
    const other = new ClientRun(here[0]!, install({ ...here[0]!, name: `${client.name} beside` }, folder), [
      'lines',
      socket,
    ]);
    other.write(`${GOOD}\n`);
    await eventually(() => other.stdout !== '');
    const ran = await start('lines').end(`${GOOD}\n`.repeat(LINES));
    await other.end();
    expect([ran.status === 0, problemOf(ran)]).toEqual([
      false,
      expect.stringMatching(/^problem 503 too_many_streams \S+/),
    ]);
  });

  test('knows an answer that was cut off from a whole one', async () => {
    const record = '{"line":1,"status":"valid","brand":"visa","maskedPan":"411111******1111","findings":[]}\n';
    const answers = ['', record, `${record}{"aborted":true,"reason":"shutting_down","lines":1}\n`];
    for (const text of answers) {
      door = await FaultDoor.open(doorSocket, (_, response) => response.end(text));
      const whole = await start('lines', doorSocket).end(`${GOOD}\n`);
      expect([whole.status, whole.stdout.trim()]).toEqual([1, text.trim()]);
      await door.close();
    }
    door = await FaultDoor.open(doorSocket, (_, response) => {
      response.write(record);
      setTimeout(() => response.destroy(), 50);
    });
    const torn = await start('lines', doorSocket).end(`${GOOD}\n`);
    expect([torn.status === 0, torn.stdout]).toEqual([false, record]);
  });
});
