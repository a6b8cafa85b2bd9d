/** Whole files through the command line, into nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measure.ts';
import { nodeProgram, timeProcess, type ProcessLap, type Program } from './child.ts';
import type { LineFile } from './line-files.ts';
import { differenceFrom, FORMS, MadeUpLines, type Form } from './made-up-lines.ts';
import { figure, megabytes, type Part, type Section, type Setting } from './part.ts';
import { inTurn, medianOf, ratioOf, type Laps } from './rounds.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const PEERS = fileURLToPath(new URL('file-peers.ts', import.meta.url));
const JOBS = [1, 2] as const;
const START_ROUNDS = 3;

/** Slow ones are asked so many lines; figures are per card. */
const PEER_LINES_MAX: Readonly<Record<string, number>> = {
  creditcards: 1_000_000,
  'card-validator': 100_000,
  validator: 500_000,
};

interface Candidate {
  readonly name: string;
  readonly file: LineFile;
  readonly lines: number;
  readonly program: (path: string) => Program;
}

export const files: Part = {
  name: 'files',
  run: async (setting: Setting): Promise<readonly Section[]> => {
    const { lines, folder, rounds } = setting;
    const whole = new Map(FORMS.map((form) => [form, folder.write(lines, form)]));
    const empty = new Map(FORMS.map((form) => [form, folder.writeEmpty(form)]));
    const ours = ourCandidates(whole, lines.lines);
    for (const candidate of ours) assertExact(candidate, setting);
    const peers = peerCandidates(setting);
    const notes = peers.map((peer) => countsOf(peer, setting));
    const candidates = [...floors(whole.get('text')!, lines.lines), ...ours, ...peers];
    const starts = new Map<string, number>();
    for (const candidate of candidates) starts.set(candidate.name, await startMs(candidate, empty));
    const runners = candidates.map(({ name, program, file }) => ({
      name,
      run: () => timeProcess(program(file.path)),
    }));
    const laps = await inTurn(runners, rounds);
    return [sectionOf(candidates, laps, starts, notes)];
  },
};

function floors(text: LineFile, lines: number): readonly Candidate[] {
  return [
    { name: 'cat', file: text, lines, program: (path) => ({ command: 'cat', args: [path] }) },
    { name: 'node, readSync only', file: text, lines, program: (path) => nodeProgram(PEERS, 'read-only', path) },
  ];
}

function ourCandidates(whole: ReadonlyMap<Form, LineFile>, lines: number): readonly Candidate[] {
  const asks = [
    { form: 'text', output: 'ndjson' },
    { form: 'text', output: 'csv' },
    { form: 'ndjson', output: 'ndjson' },
    { form: 'csv', output: 'csv' },
  ] as const;
  return asks.flatMap(({ form, output }) =>
    JOBS.map((jobs) => ({
      name: `iinspect validate, ${form} → ${output}, --jobs ${jobs}`,
      file: whole.get(form)!,
      lines,
      program: (path: string) =>
        nodeProgram(CLI, 'validate', path, '--format', form, '--to', output, '--jobs', String(jobs)),
    })),
  );
}

function peerCandidates({ tables, lines, folder, seed }: Setting): readonly Candidate[] {
  const asks = [
    { peer: 'creditcards', form: 'text', name: 'readline, creditcards, JSON.stringify' },
    { peer: 'card-validator', form: 'ndjson', name: 'readline, JSON.parse, card-validator, JSON.stringify' },
    { peer: 'validator', form: 'csv', name: 'csv-parse, validator, JSON.stringify' },
  ] as const;
  return asks.map(({ peer, form, name }) => {
    const count = Math.min(lines.lines, PEER_LINES_MAX[peer]!);
    const file = folder.write(new MadeUpLines(tables.iins, count, seed), form, peer);
    return { name, file, lines: count, program: (path) => nodeProgram(PEERS, peer, path) };
  });
}

/** Once, untimed: the summary must be what `reportCard` makes of the same lines. */
function assertExact({ name, file, program }: Candidate, { expected, folder }: Setting): void {
  const summary = join(folder.path, 'summary.json');
  const { command, args } = program(file.path);
  execFileSync(command, [...args, '--summary', summary], { stdio: ['ignore', 'ignore', 'inherit'] });
  const difference = differenceFrom(expected, JSON.parse(readFileSync(summary, 'utf8')) as object);
  if (difference !== null) throw new Error(`${name} is not exact, nothing was timed: ${difference}`);
}

/** Peers have tables of their own, so their counts are shown, not demanded. */
function countsOf({ name, file, lines, program }: Candidate, { tables, seed }: Setting): string {
  const { command, args } = program(file.path);
  const { stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const counts = JSON.parse(stderr) as { lines: number; valid: number };
  if (counts.lines !== lines) throw new Error(`${name} read ${counts.lines} lines, not ${lines}: nothing was timed.`);
  const ours = new MadeUpLines(tables.iins, lines, seed).expected(tables);
  const told = (count: number): string => count.toLocaleString('en-US');
  return `${name}: ${told(counts.valid)} of ${told(lines)} lines valid; ours ${told(ours.valid)}.`;
}

async function startMs({ program, file }: Candidate, empty: ReadonlyMap<Form, LineFile>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < START_ROUNDS; round++)
    times.push((await timeProcess(program(empty.get(file.form)!.path))).wallMs);
  return median(times);
}

function sectionOf(
  candidates: readonly Candidate[],
  laps: readonly Laps<ProcessLap>[],
  starts: ReadonlyMap<string, number>,
  notes: readonly string[],
): Section {
  const perCard = (index: number): Laps<number> => {
    const { name, lines } = candidates[index]!;
    return { name, laps: laps[index]!.laps.map(({ wallMs }) => (1e6 * (wallMs - starts.get(name)!)) / lines) };
  };
  const same = (ns: number): number => ns;
  const slow = perCard(candidates.findIndex(({ name }) => name.startsWith('readline, creditcards')));
  const rows = candidates.map(({ name, file, lines }, index) => {
    const own = perCard(index);
    const ns = medianOf(own, same);
    const cpuNs = medianOf(laps[index]!, ({ cpuMs }) => (1e6 * cpuMs) / lines);
    const ratios = [ratioOf(own, perCard(0), same), ratioOf(slow, own, same)];
    const rate = file.bytes / lines / ns;
    const cells = [ns, 1e3 / ns, rate * 1e3, ...ratios, cpuNs].map(figure);
    return [name, ...cells, megabytes(medianOf(laps[index]!, ({ rssPeakBytes }) => rssPeakBytes))];
  });
  const title = 'Whole file → /dev/null, processes of their own';
  const head = ['', 'ns/card', 'M cards/s', 'MB/s in', '× cat', 'creditcards ÷ own', 'CPU ns/card', 'peak RSS MB'];
  return { title, head, rows, notes: [WALL_NOTE, ...notes] };
}

const WALL_NOTE =
  'Wall time from start to exit, less that of the same program over an empty file; CPU of all threads, start included.' +
  ' Ours gave exactly the counts of `reportCard`, whatever `--jobs`. Peers have tables of their own:';
