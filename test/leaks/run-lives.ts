import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HASTY } from './conversation-vectors.ts';
import { type Part, part } from './part.ts';
import { post, request } from './raw-http.ts';
import { Sandbox } from './sandbox.ts';
import { inParallel, Ledger, type Sinks } from './sinks.ts';
import { Subject } from './subject.ts';

const AT_ONCE = 3;

interface Ending {
  readonly name: string;
  /** Sent before the signals. */
  readonly begin: (pan: string) => string;
  readonly rest: (pan: string) => string;
  readonly signals: readonly NodeJS.Signals[];
}

const STREAM_HEAD = request('POST', '/v1/cards/batch', {
  headers: { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' },
});
const line = (pan: string): string => `11\r\n${pan}\n\r\n`;
const bodyOf = (pan: string): string => post('/v1/cards/validate', { pan });

/** The process is told to go while it works for somebody. */
const ENDINGS: readonly Ending[] = [
  {
    name: 'SIGTERM in a request',
    begin: (pan) => bodyOf(pan).slice(0, -6),
    rest: (pan) => bodyOf(pan).slice(-6),
    signals: ['SIGTERM'],
  },
  { name: 'SIGTERM in a stream', begin: (pan) => STREAM_HEAD + line(pan), rest: line, signals: ['SIGTERM'] },
  {
    name: 'SIGINT in a header',
    begin: (pan) => `GET /${pan} HTTP/1.1\r\nx: ${pan}`,
    rest: () => '',
    signals: ['SIGINT'],
  },
  {
    name: 'two signals in a stream',
    begin: (pan) => STREAM_HEAD + line(pan),
    rest: () => '',
    signals: ['SIGTERM', 'SIGTERM'],
  },
];

export async function everyEnding(): Promise<Part> {
  const ledger = new Ledger();
  const ends = await inParallel(ENDINGS, AT_ONCE, async ({ name, begin, rest, signals }) => {
    const env = { ...HASTY, LOG_LEVEL: 'trace', SHUTDOWN_GRACE_MS: '700' };
    const subject = await Subject.service({ env });
    const pan = ledger.canaryFor(`ending: ${name}`);
    const answers: Buffer[] = [];
    const socket = connect(subject.ports.api, '127.0.0.1', () => socket.write(begin(pan)));
    socket.on('data', (bytes) => answers.push(bytes)).on('error', () => undefined);
    await sleep(150);
    for (const signal of signals) {
      subject.child.kill(signal);
      await sleep(60);
    }
    socket.write(rest(pan));
    await subject.ended(15_000);
    socket.destroy();
    return sinksOf(subject, answers);
  });
  return part('every ending', ledger, ledger.leaksIn(...ends));
}

/** Issuer data that cannot be taken, with card numbers where prefixes, names and words should be. */
const BAD_DATA: Readonly<Record<string, (pan: string) => readonly [file: string, content: string]>> = {
  'a prefix in issuer data': (pan) => ['a.csv', `low,issuer,country\n${`${pan},Issuer,KR\n`.repeat(9)}`],
  'a header in issuer data': (pan) => ['b.csv', `low,${pan},country\n400000,Issuer,KR\n`],
  'an issuer that is a card number': (pan) => ['c.csv', `low,issuer,country\n${pan},${pan},${pan}\n`],
  'a country that is a card number': (pan) => ['d.csv', `low,issuer,country\n400000,Issuer,${pan}\n`],
  'the name of a file': (pan) => [`${pan}.csv`, 'low\nx\n'],
  'the name of an artifact': (pan) => [`${pan}.iin`, 'IINSPECT'],
  'a manifest': (pan) => ['manifest.json', `{"files":[{"path":"${pan}.csv","rank":"${pan}","${pan}":1}]}`],
  'a manifest cut short': (pan) => ['manifest.json', `{"files":["${pan}`],
  'an artifact that is none': (pan) => ['e.iin', `IINSPECT${pan.repeat(20)}`],
  'a quote that nobody closes': (pan) => ['f.csv', `low,issuer\n"${pan},Issuer\n`],
};

/** Of those that stop a start: one of each kind, a start is slow. */
const AT_START = ['a prefix in issuer data', 'the name of a file', 'the name of an artifact', 'a manifest'];

/** At the start, which it stops, and in a running service, which goes on. */
export async function everyBadFile(): Promise<Part> {
  const ledger = new Ledger();
  const cases = Object.entries(BAD_DATA);
  const atStart = cases.filter(([name]) => AT_START.includes(name));
  const refused = await inParallel(atStart, AT_ONCE, async ([name, fileOf]) => {
    const [file, content] = fileOf(ledger.canaryFor(`required data: ${name}`));
    const sandbox = new Sandbox();
    writeFileSync(join(sandbox.given, file), content);
    const env = { LOG_LEVEL: 'trace', ISSUER_DATA: join(sandbox.given, file), ISSUER_DATA_REQUIRED: 'true' };
    const subject = await Subject.service({ env }, sandbox);
    const hasStarted = subject.isRunning;
    await subject.stop();
    return { name, hasStarted, sinks: sinksOf(subject, []) };
  });
  const running = await reloads(ledger, cases);
  const starters = refused.filter(({ hasStarted }) => hasStarted).map(({ name }) => `the service took ${name}`);
  return part('every bad file', ledger, ledger.leaksIn(running.sinks, ...refused.map(({ sinks }) => sinks)), [
    ...starters,
    ...running.troubles,
  ]);
}

async function reloads(
  ledger: Ledger,
  cases: readonly (readonly [string, (pan: string) => readonly [string, string]])[],
): Promise<{ readonly sinks: Sinks; readonly troubles: readonly string[] }> {
  const sandbox = new Sandbox();
  const good = Array.from({ length: 40 }, (_, row) => `${String(400_000 + row)},Issuer,KR\n`).join('');
  writeFileSync(join(sandbox.given, 'good.csv'), `low,issuer,country\n${good}`);
  const env = { LOG_LEVEL: 'trace', ISSUER_DATA: sandbox.given, ISSUER_DATA_POLL_MS: '200' };
  const subject = await Subject.service({ env }, sandbox);
  const failures = (): number => subject.stdout.split('"issuer data not loaded"').length - 1;
  for (const [name, fileOf] of cases) {
    const [file, content] = fileOf(ledger.canaryFor(`reload: ${name}`));
    writeFileSync(join(sandbox.given, file), content);
    subject.child.kill('SIGHUP');
    await sleep(250);
  }
  for (let attempt = 0; attempt < 40 && failures() === 0; attempt++) await sleep(100);
  const count = failures();
  const metrics = [await subject.metrics()];
  await subject.stop();
  return { sinks: { ...sinksOf(subject, []), metrics }, troubles: count === 0 ? ['no reload failed'] : [] };
}

function sinksOf(subject: Subject, answers: readonly Buffer[]): Sinks {
  const sinks = { answers, ...subject.sinks() };
  subject.sandbox.remove();
  return sinks;
}
