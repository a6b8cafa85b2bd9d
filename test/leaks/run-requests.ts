import { setTimeout as sleep } from 'node:timers/promises';
import { CONVERSATIONS, HASTY } from './conversation-vectors.ts';
import { FATAL_FAULTS, FAULTS } from './fault-vectors.ts';
import { type Part, part } from './part.ts';
import { exchange, request, statusOf } from './raw-http.ts';
import { type NamedVector, REQUESTS } from './request-tables.ts';
import { inParallel, Ledger, type Sinks } from './sinks.ts';
import { Subject } from './subject.ts';

const FAULTY = ['--import', new URL('faults.mjs', import.meta.url).href];
const AT_ONCE = 8;
const NOTHING = Buffer.alloc(0);
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The reports Node writes when it is told to, with what we tell operators to leave out of them. */
const REPORTING = ['--report-on-signal', '--report-signal=SIGUSR2', '--report-exclude-network', '--report-exclude-env'];

/** Sends them all to the service, and looks wherever something of them could have come out. */
export async function everyRequest(level: string): Promise<Part> {
  const ledger = new Ledger();
  const isThorough = level === 'trace';
  const subject = await Subject.service({
    env: { LOG_LEVEL: level, ...(isThorough && { DEBUG: '*', NODE_ENV: 'development', TURN_BUDGET_MS: '0' }) },
    nodeFlags: isThorough ? REPORTING : [],
  });
  const answers = await send(REQUESTS, subject, ledger);
  if (isThorough) subject.child.kill('SIGUSR2');
  await sleep(isThorough ? 500 : 0);
  const shown = { metrics: [await subject.metrics()], process: [subject.shown()] };
  await subject.stop();
  // A probe may say 503: on a busy machine the event loop is late, and says so.
  const failures = REQUESTS.filter(({ door }, at) => door === 'api' && statusOf(answers[at] ?? NOTHING) >= 500).length;
  const leaks = ledger.leaksIn({ answers }, shown, subject.sinks());
  subject.sandbox.remove();
  return part(`every request, log level ${level}`, ledger, leaks, failures === 0 ? [] : [`${failures} answers of 5xx`]);
}

export async function everyConversation(): Promise<Part> {
  const ledger = new Ledger();
  const subject = await Subject.service({ env: { ...HASTY, LOG_LEVEL: 'trace' } });
  const answers = await inParallel(Object.entries(CONVERSATIONS), 1, ([name, converse]) =>
    converse(ledger.canaryFor(`conversation: ${name}`), subject.ports.api),
  );
  return finish('every conversation', { subject, ledger, answers });
}

/** One after the other: the fault at hand is the service's own. */
export async function everyFault(): Promise<Part> {
  const ledger = new Ledger();
  const subject = await Subject.service({ env: { LOG_LEVEL: 'trace', BATCH_WORKERS: '0' }, nodeFlags: FAULTY });
  const answers = await inParallel(FAULTS, 1, ({ name, toBytes }) =>
    exchange(subject.ports.api, toBytes(ledger.canaryFor(`fault: ${name}`))),
  );
  const isReached = subject.stdout.includes('request failed') && subject.stdout.includes('batch failed');
  return finish('every fault', { subject, ledger, answers }, isReached ? [] : ['the faults were never met']);
}

/** Each ends a process of its own. */
export async function everyFatalFault(): Promise<Part> {
  const ledger = new Ledger();
  const ends = await inParallel(FATAL_FAULTS, 3, async ({ name, toBytes }) => {
    const subject = await Subject.service({ env: { LOG_LEVEL: 'trace' }, nodeFlags: FAULTY });
    const answer = await exchange(subject.ports.api, toBytes(ledger.canaryFor(`fatal fault: ${name}`)));
    await subject.ended(15_000);
    const sinks: Sinks = { answers: [answer], ...subject.sinks() };
    subject.sandbox.remove();
    return { name, code: subject.child.exitCode, sinks };
  });
  const survivors = ends.filter(({ code }) => code !== 1).map(({ name, code }) => `${name} ended with ${String(code)}`);
  return part('every fatal fault', ledger, ledger.leaksIn(...ends.map(({ sinks }) => sinks)), survivors);
}

/** @returns The answers, in order. */
export async function send(
  vectors: readonly NamedVector[],
  { ports }: Subject,
  ledger: Ledger,
  panType = 'PAN',
): Promise<readonly Buffer[]> {
  return inParallel(vectors, AT_ONCE, ({ name, door, toBytes }) =>
    exchange(ports[door], toBytes(ledger.canaryFor(name), { panType })),
  );
}

interface Finished {
  readonly subject: Subject;
  readonly ledger: Ledger;
  readonly answers: readonly Buffer[];
}

/** The service must still be there. */
async function finish(
  name: string,
  { subject, ledger, answers }: Finished,
  troubles: readonly string[] = [],
): Promise<Part> {
  const alive = await exchange(subject.ports.api, request('GET', '/v1/brands'));
  const shown = { metrics: [await subject.metrics()], process: [subject.shown()] };
  await subject.stop();
  const leaks = ledger.leaksIn({ answers }, shown, subject.sinks());
  subject.sandbox.remove();
  return part(name, ledger, leaks, [...troubles, ...(statusOf(alive) === 200 ? [] : ['the service is gone'])]);
}
