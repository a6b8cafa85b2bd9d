/** Processes of their own, timed from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { UsageWatch } from './process-usage.ts';

export interface ProcessLap {
  readonly wallMs: number;
  /** NaN where the kernel does not tell. */
  readonly cpuMs: number;
  readonly rssPeakBytes: number;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

export function nodeProgram(script: string, ...args: readonly string[]): Program {
  return { command: process.execPath, args: ['--no-warnings', script, ...args] };
}

/** What it writes goes nowhere. @throws When it ends with anything but 0; its last words are in the message. */
export async function timeProcess({ command, args }: Program): Promise<ProcessLap> {
  const nowhere = openSync('/dev/null', 'w');
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', nowhere, 'pipe'] });
  closeSync(nowhere);
  const lastWords = wordsOf(child);
  const watch = new UsageWatch(child.pid!);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const wallMs = performance.now() - begin;
  const usage = watch.stop();
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${await lastWords}`);
  return { wallMs, cpuMs: usage?.cpuMs ?? NaN, rssPeakBytes: usage?.rssPeakBytes ?? NaN };
}

async function wordsOf({ stderr }: ChildProcess): Promise<string> {
  let words = '';
  stderr!.setEncoding('utf8');
  for await (const text of stderr!) words = (words + String(text)).slice(-1000);
  return words.trim();
}
