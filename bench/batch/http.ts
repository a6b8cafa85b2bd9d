/** One connection over loopback: the batch door beside servers that only move the same bytes. */
import { createReadStream } from 'node:fs';
import { answerOf, openCall, readAll, sendAll, summaryIn, type BatchAnswer } from './batch-call.ts';
import { feed, FEEDER } from './feeder.ts';
import type { LineFile } from './line-files.ts';
import { differenceFrom, FORMS, MEDIA_TYPES, type Form } from './made-up-lines.ts';
import { figure, megabytes, type Part, type Section, type Setting } from './part.ts';
import { inTurn, medianOf, ratioOf, type Laps, type Runner } from './rounds.ts';
import { ServerProcess } from './server-process.ts';

const PAIRS = [
  { form: 'text', output: 'ndjson' },
  { form: 'text', output: 'csv' },
  { form: 'ndjson', output: 'ndjson' },
  { form: 'csv', output: 'csv' },
] as const;
/** Summaries of the same batch differ in their `durationMs`. */
const SUMMARY_SLACK_BYTES = 16;

interface Lap {
  readonly wallMs: number;
  readonly serverCpuMs: number;
  readonly rssPeakBytes: number;
}

interface Servers {
  readonly services: readonly { readonly workers: number; readonly server: ServerProcess }[];
  readonly node: ServerProcess;
  readonly fastify: ServerProcess;
}

interface Pair {
  readonly form: Form;
  readonly output: 'ndjson' | 'csv';
  readonly file: LineFile;
  readonly answerBytes: number;
}

export const http: Part = {
  name: 'http',
  run: async (setting: Setting): Promise<readonly Section[]> => {
    const { lines, folder, rounds } = setting;
    const whole = new Map(FORMS.map((form) => [form, folder.write(lines, form)]));
    const servers: Servers = {
      services: [0, 1].map((workers) => ({
        workers,
        server: ServerProcess.service({ BATCH_WORKERS: String(workers) }),
      })),
      node: ServerProcess.peer('node:http'),
      fastify: ServerProcess.peer('fastify'),
    };
    try {
      const sections: Section[] = [];
      for (const { form, output } of PAIRS) {
        const asked = { form, output, file: whole.get(form)! };
        const pair = { ...asked, answerBytes: await answerBytesOf(asked, servers, setting) };
        const laps = await inTurn(await runnersOf(pair, servers), rounds);
        sections.push(sectionOf(pair, laps, lines.lines));
      }
      return sections;
    } finally {
      const all = [...servers.services.map(({ server }) => server), servers.node, servers.fastify];
      await Promise.all(all.map((server) => server.stop()));
    }
  },
};

const doorOf = (origin: string): string => `${origin}/v1/cards/batch`;

/** Once, untimed, read by a client that sees everything: exact counts, a record for each line, from every service. */
async function answerBytesOf(
  pair: Omit<Pair, 'answerBytes'>,
  { services }: Servers,
  setting: Setting,
): Promise<number> {
  let bytes = 0;
  for (const { workers, server } of services) {
    const name = `${pair.form} → ${pair.output}, BATCH_WORKERS=${workers}`;
    const answer = await callOnce(doorOf(await server.origin()), pair);
    const wrong = faultIn(answer, pair, setting);
    if (wrong !== null) throw new Error(`${name}: ${wrong}. Nothing was timed.`);
    bytes = answer.bytes;
  }
  return bytes;
}

async function callOnce(url: string, { form, output, file }: Omit<Pair, 'answerBytes'>): Promise<BatchAnswer> {
  const call = openCall(url, { 'content-type': MEDIA_TYPES[form], accept: MEDIA_TYPES[output] });
  const reading = answerOf(call).then((answer) => readAll(answer));
  await sendAll(call, createReadStream(file.path));
  return reading;
}

function faultIn(answer: BatchAnswer, { output }: Omit<Pair, 'answerBytes'>, { expected }: Setting): string | null {
  if (answer.status !== 200) return `status ${answer.status}`;
  const besides = output === 'csv' ? 2 : 1;
  if (answer.lines !== expected.lines + besides) return `${answer.lines} lines for ${expected.lines}`;
  return differenceFrom(expected, summaryIn(answer));
}

async function runnersOf(pair: Pair, { services, node, fastify }: Servers): Promise<readonly Runner<Lap>[]> {
  const times = pair.answerBytes / pair.file.bytes;
  const echo = `echo?times=${times.toFixed(4)}`;
  const moved = async (name: string, server: ServerProcess, path: string): Promise<Runner<Lap>> =>
    runner(name, server, { ...pair, answerBytes: 0 }, `${await server.origin()}/${path}`);
  const ours = services.map(async ({ workers, server }) =>
    runner(`iinspect, BATCH_WORKERS=${workers}`, server, pair, doorOf(await server.origin())),
  );
  return Promise.all([
    moved('sink (Fastify)', fastify, 'sink'),
    moved(`echo ${times.toFixed(2)}× (Fastify)`, fastify, echo),
    moved('sink (node:http)', node, 'sink'),
    moved(`echo ${times.toFixed(2)}× (node:http)`, node, echo),
    ...ours,
  ]);
}

function runner(name: string, server: ServerProcess, pair: Pair, url: string): Runner<Lap> {
  const { form, output, file, answerBytes } = pair;
  const feeding = { url, file: file.path, contentType: MEDIA_TYPES[form], accept: MEDIA_TYPES[output] };
  return {
    name,
    run: async () => {
      server.forgetPeak();
      const before = server.usage();
      const fed = await feed(feeding);
      const after = server.usage();
      if (fed?.status !== 200) throw new Error(`${name} answered ${fed?.status ?? 'nothing'}.`);
      if (answerBytes > 0 && Math.abs(fed.bytes - answerBytes) > SUMMARY_SLACK_BYTES)
        throw new Error(`${name} answered with ${fed.bytes} bytes, not ${answerBytes}.`);
      return { wallMs: fed.wallMs, serverCpuMs: after.cpuMs - before.cpuMs, rssPeakBytes: after.rssPeakBytes };
    },
  };
}

function sectionOf({ form, output, file, answerBytes }: Pair, laps: readonly Laps<Lap>[], lines: number): Section {
  const wall = ({ wallMs }: Lap): number => wallMs;
  const share = (other: Laps<Lap>, own: Laps<Lap>): string => `${figure(100 * ratioOf(other, own, wall))} %`;
  const rows = laps.map((own) => {
    const ns = (1e6 * medianOf(own, wall)) / lines;
    const cpuNs = (1e6 * medianOf(own, ({ serverCpuMs }) => serverCpuMs)) / lines;
    const rates = [ns, 1e3 / ns, (1e3 * file.bytes) / lines / ns].map(figure);
    const peak = megabytes(medianOf(own, ({ rssPeakBytes }) => rssPeakBytes));
    return [own.name, ...rates, share(laps[0]!, own), share(laps[1]!, own), figure(cpuNs), peak];
  });
  return {
    title: `HTTP over loopback, ${form} → ${output}: ${megabytes(file.bytes)} MB in, ${megabytes(answerBytes)} MB out`,
    head: ['', 'ns/card', 'M cards/s', 'MB/s in', 'of sink', 'of echo', 'server CPU ns/card', 'peak RSS MB'],
    rows,
    notes: [
      `Client: ${FEEDER}. Shares are of the Fastify rows, within each round. Both services gave exactly the counts of \`reportCard\`.`,
    ],
  };
}
