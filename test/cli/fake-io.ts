import { Readable, Writable } from 'node:stream';
import type { CommandIo } from '../../src/cli/command-io.js';
import { Drafts } from '../../src/cli/drafts.js';
import type { CliExitCode } from '../../src/cli/exit-codes.js';
import { runCli } from '../../src/cli/program.js';

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface FakeIo extends CommandIo {
  readonly stdout: Collected;
  readonly stderr: Collected;
  nowMs: number;
}

export interface FakeSurroundings {
  /** Of the terminal behind stderr; null for a file. */
  readonly columns?: number | null;
  readonly stdin?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** @param columns Of the terminal behind stderr; null for a file. */
export function fakeIo(columns: number | null = null, stdin: FakeSurroundings['stdin'] = []): FakeIo {
  const io: FakeIo = {
    stdout: new Collected(),
    stderr: new Collected(),
    stdin: () => Readable.from(stdin),
    stdinIsTerminal: () => false,
    stdoutIsTerminal: () => false,
    stderrColumns: () => columns,
    monotonicMs: () => io.nowMs,
    drafts: new Drafts(),
    nowMs: 0,
  };
  return io;
}

export interface CliResult {
  readonly exitCode: CliExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole command line, but for the process around it. */
export function cli(...args: readonly string[]): Promise<CliResult> {
  return cliWith({}, ...args);
}

export async function cliWith(
  { columns = null, stdin }: FakeSurroundings,
  ...args: readonly string[]
): Promise<CliResult> {
  const io = fakeIo(columns, stdin);
  const exitCode = await runCli(args, io, async () => {
    io.stdout.write('serving\n');
  });
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}
