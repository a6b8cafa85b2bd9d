import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findLeaks } from '../../leaks/canary.ts';
import { readCorpus } from '../cases.ts';
import { mutate } from './mutation.ts';
import { Random } from './random.ts';

const CLI = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli', 'main.js');
const FORMATS = ['ndjson', 'csv', 'text'] as const;
const LF = 10;
/** All is well, or the data cannot be used. */
const EXITS_ALLOWED = new Set([0, 65]);

export interface CliRun {
  readonly processes: number;
  readonly lines: number;
  readonly violations: readonly string[];
}

interface Sent {
  readonly format: (typeof FORMATS)[number];
  readonly input: Buffer;
}

/** Lines of nonsense through standard input, `perProcess` a time. */
export async function runCli(
  count: number,
  perProcess: number,
  { canary, seed }: { canary: string; seed: number },
): Promise<CliRun> {
  const random = new Random(seed);
  const seeds = ['lines', 'cards', 'json'].flatMap((file) => readCorpus(file).map((one) => one.seed));
  const violations: string[] = [];
  let [lines, processes] = [0, 0];
  while (lines < count) {
    const pieces = Array.from({ length: perProcess }, () => lineOf(random.pick(seeds), random, canary));
    const sent = { format: random.pick(FORMATS), input: Buffer.concat(pieces) };
    lines += sent.input.filter((byte) => byte === LF).length;
    processes++;
    const broken = await broke(sent, canary);
    if (broken !== null) violations.push(`${broken}, ${sent.format}, process ${processes}`);
  }
  return { processes, lines, violations };
}

function lineOf(seed: Buffer, random: Random, canary: string): Buffer {
  const line = mutate(seed.subarray(0, 300), random);
  return Buffer.concat([line, Buffer.from(random.oneIn(4) ? `${canary}\n` : '\n')]);
}

/** @returns What went wrong, or null. */
async function broke({ format, input }: Sent, canary: string): Promise<string | null> {
  const header = format === 'csv' ? ['--no-header', '--pan-column', '1'] : [];
  const child = spawn(process.execPath, [CLI, 'validate', '--format', format, '--to', 'ndjson', ...header, '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const heard: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => heard.push(piece));
  child.stderr.on('data', (piece: Buffer) => said.push(piece));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [exit] = (await once(child, 'close')) as [number | null];
  const output = Buffer.concat(heard);
  if (exit === null || !EXITS_ALLOWED.has(exit)) return `exit code ${exit}`;
  if (/^\s+at .*:\d+:\d+/m.test(Buffer.concat(said).toString())) return 'a stack trace';
  if (findLeaks(Buffer.concat([output, ...said]), canary).length > 0) return 'the card number is told back';
  return exit === 0 && linesIn(output) < linesIn(input) ? 'a line without a record' : null;
}

function linesIn(bytes: Buffer): number {
  return bytes.filter((byte) => byte === LF).length;
}
