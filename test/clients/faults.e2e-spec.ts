import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { quoted, tableRows } from '../docs/markdown.js';
import { type Client, CLIENT_LIST, ClientRun, install, isHere } from './client-runs.js';
import { FaultDoor, sayDripping, sayValid } from './fault-door.js';

// Starts processes, a virtual machine among them; nothing here is about how fast they are.
jest.setTimeout(120_000);

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'sidecar.md'), 'utf8');
/** A published test number. */
const GOOD = '4111111111111111';
/** Of sysexits.h, as every command of ours. */
const CALLED_WRONGLY = 64;
/** A fault that is there by chance is not there three times. */
const TRIES = [1, 2, 3];

const TABLE = tableRows(PAGE).map(([first = '']) => quoted(first));
const LATE = new RegExp(TABLE.find((words) => words.includes('too late'))?.join('|') ?? 'no such row');

const folder = mkdtempSync(join(tmpdir(), 'iinspect-faults-'));
const doorSocket = join(folder, 'door.sock');
const nothing = join(folder, 'nothing.sock');
let door: FaultDoor | null = null;

afterEach(async () => {
  await door?.close();
  door = null;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

// Which of them are not here, and why they are not run, clients.e2e-spec.ts says.
describe.each(CLIENT_LIST.filter(isHere))('the client for $name', (client: Client) => {
  let home = '';
  const start = (...words: readonly string[]): ClientRun => new ClientRun(client, home, words);

  beforeAll(() => {
    home = install(client, folder);
  });

  test.each([
    ['without an end of its line', GOOD, GOOD],
    ['with one', `${GOOD}\n`, GOOD],
    ['of nothing', '', ''],
  ])('sends a number %s', async (_name, text, sent) => {
    door = await FaultDoor.open(doorSocket, (_, response) => sayValid(response));
    const ran = await start('card', doorSocket).end(text);
    expect([ran.status, ran.stderr, ran.stdout]).toEqual([0, '', expect.stringContaining('411111******1111')]);
    expect(door.bodies.map((body) => JSON.parse(body))).toEqual([{ pan: sent }]);
  });

  test.each([
    ['the wrong way round', [doorSocket, 'card']],
    ['with a word that it does not know', ['cards', doorSocket]],
    ['without a socket', ['card']],
    ['with nothing', []],
    ['with a number where none belongs', ['card', doorSocket, GOOD]],
  ])('called %s says how it is called, and asks nobody', async (_name, words) => {
    door = await FaultDoor.open(doorSocket, (_, response) => sayValid(response));
    const ran = await start(...words).end(`${GOOD}\n`);
    expect([ran.status, ran.stdout, ran.stderr]).toEqual([CALLED_WRONGLY, '', expect.stringMatching(/^usage: .*ask/i)]);
    expect(ran.stderr).not.toContain(GOOD);
    expect(door.requests).toEqual([]);
  });

  test.each([
    ['headers', 'head'],
    ['an answer', 'body'],
  ] as const)('says that it was too late when %s come drop by drop, and prints no part', async (_name, part) => {
    door = await FaultDoor.open(doorSocket, (_, response) => sayDripping(response, part));
    const ran = await start('card', doorSocket).end(`${GOOD}\n`);
    expect([ran.status, ran.stdout, ran.stderr]).toEqual([client.noAnswer.late, '', expect.stringMatching(LATE)]);
    expect(door.requests).toHaveLength(1);
  });

  test('says that there was nobody, and not that it was too late, each time that there is nobody', async () => {
    const runs = await Promise.all(TRIES.map(() => start('card', nothing).end(`${GOOD}\n`)));
    for (const { status, stderr } of runs) {
      expect([status, stderr]).toEqual([client.noAnswer.absent, expect.not.stringMatching(LATE)]);
    }
  });
});

/** Makes every pause one of a second, so that the last of them ends after the deadline: a machine that has too much to do. */
const LATE_WAKER = `data:text/javascript,
  import timers from 'node:timers/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const sleep = timers.setTimeout;
  timers.setTimeout = () => sleep(1000);
  syncBuiltinESMExports();`.replaceAll(/\s+/g, ' ');

test('the client for Node keeps what the last try said, where it wakes after its deadline', async () => {
  const client = CLIENT_LIST.find(({ name }) => name === 'Node')!;
  const [node = '', ...args] = client.command;
  const home = install({ ...client, name: 'Node that wakes late' }, folder);
  const late = { ...client, command: [node, '--import', LATE_WAKER, ...args] };
  const ran = await new ClientRun(late, home, ['card', nothing]).end(`${GOOD}\n`);
  expect([ran.status, ran.stderr]).toEqual([client.noAnswer.absent, 'no answer: ENOENT\n']);
});
