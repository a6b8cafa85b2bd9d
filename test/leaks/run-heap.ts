import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HEAD, TAIL } from './canary-index.ts';
import { newCanary } from './canary.ts';
import { KEPT } from './plant-names.ts';
import { exchange, request } from './raw-http.ts';
import { inParallel } from './sinks.ts';
import { Subject } from './subject.ts';

/** What a heap still held of the numbers it has seen. */
export interface HeapResult {
  readonly sent: number;
  readonly snapshotBytes: number;
  readonly found: number;
  readonly isControlFound: boolean;
}

const PER_DOOR = 2500;
const PER_BATCH = 100;
const AT_ONCE = 4;
const SIGNAL = 'SIGUSR2';
/** The whole of every string: V8 cuts them off at 1,024 characters unless it is told not to. */
const FLAGS = [`--heapsnapshot-signal=${SIGNAL}`, '--heap-snapshot-string-limit=1000000'];
const PLANTING = ['--import', new URL('plants.mjs', import.meta.url).href];
const QUIET: readonly string[] = ['4242424242424242', '5555555555554444'];

type Send = (pans: readonly string[]) => { readonly path: string; readonly type: string; readonly body: string };

const JSON_TYPE = 'application/json';
const DOORS: readonly { readonly perRequest: number; readonly send: Send }[] = [
  {
    perRequest: 1,
    send: ([pan]) => ({ path: '/v1/cards/validate', type: JSON_TYPE, body: JSON.stringify({ pan }) }),
  },
  {
    perRequest: 5,
    send: (pans) => ({
      path: '/graphql',
      type: JSON_TYPE,
      body: JSON.stringify({
        query: 'query ($c: [CardInput!]!) { validateCards(cards: $c) { __typename } }',
        variables: { c: pans.map((pan) => ({ pan })) },
      }),
    }),
  },
  {
    perRequest: PER_BATCH,
    send: (pans) => ({ path: '/v1/cards/batch', type: JSON_TYPE, body: JSON.stringify(pans) }),
  },
  {
    perRequest: PER_BATCH,
    send: (pans) => ({
      path: '/v1/cards/batch',
      type: 'application/x-ndjson',
      body: pans.map((pan, line) => `{"pan":"${pan}","id":"${line}"}\n`).join(''),
    }),
  },
];

/** Ten thousand numbers through every door, then others, then silence; and one that a plant keeps, or the search would prove nothing. */
export async function heapAfterward(): Promise<HeapResult> {
  const canaries = Array.from({ length: PER_DOOR * DOORS.length }, newCanary);
  const subject = await Subject.service({
    env: { LOG_LEVEL: 'warn', BATCH_WORKERS: '0' },
    nodeFlags: [...FLAGS, ...PLANTING],
  });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  for (const [at, { perRequest, send }] of DOORS.entries()) {
    const mine = canaries.slice(at * PER_DOOR, (at + 1) * PER_DOOR);
    await inParallel(inGroups(mine, perRequest), AT_ONCE, (pans) => call(subject.ports.api, agent, send(pans)));
  }
  const kept = newCanary();
  await exchange(subject.ports.api, request('GET', `/v1/brands?pan=${kept}`, { headers: { 'x-plant': KEPT } }));
  // What was handed over last is still in somebody's hands: a parser's, a regular expression's.
  const quiet = Array.from({ length: 200 }, (_, at) => DOORS[at % DOORS.length]?.send(QUIET));
  await inParallel(quiet, AT_ONCE, async (sent) => (sent === undefined ? 0 : call(subject.ports.api, agent, sent)));
  agent.destroy();
  await sleep(500);
  const snapshot = await takeSnapshot(subject);
  subject.child.kill('SIGKILL');
  await subject.ended(5000);
  subject.sandbox.remove();
  return {
    sent: canaries.length,
    snapshotBytes: snapshot.length,
    found: countIn(snapshot, canaries),
    isControlFound: countIn(snapshot, [kept]) === 1,
  };
}

function call(port: number, agent: Agent, { path, type, body }: ReturnType<Send>): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const sent = httpRequest({ port, host: '127.0.0.1', path, method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve(200);
        else reject(new Error(`A door answered with ${String(answer.statusCode)}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** V8 collects garbage before it takes one. */
async function takeSnapshot({ child, sandbox }: Subject): Promise<string> {
  child.kill(SIGNAL);
  for (let attempt = 0; attempt < 600; attempt++) {
    await sleep(100);
    const name = readdirSync(sandbox.cwd).find((file) => file.endsWith('.heapsnapshot'));
    const text = name === undefined ? '' : readFileSync(join(sandbox.cwd, name), 'latin1');
    if (text.trimEnd().endsWith(']}')) return text;
  }
  throw new Error('The process took no snapshot.');
}

/** Plain and in groups; whole, without their ends, without their beginnings. */
function countIn(text: string, canaries: readonly string[]): number {
  const parts = new Map(canaries.flatMap((pan) => [pan.slice(0, HEAD), pan.slice(-TAIL)].map((part) => [part, pan])));
  const rows = [...text.matchAll(/\d(?:[ \-._]?\d){9,}/g)].map(([run]) => run.replace(/\D/g, ''));
  const found = rows.flatMap((digits) =>
    [...digits.slice(0, 1 - TAIL)].flatMap((_, at) =>
      [HEAD, TAIL].flatMap((length) => parts.get(digits.slice(at, at + length)) ?? []),
    ),
  );
  return new Set(found).size;
}

function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
