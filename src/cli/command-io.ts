import type { Readable, Writable } from 'node:stream';
import type { Drafts } from './drafts.js';

/** All that a command may touch of the process around it; tests hand in their own. */
export interface CommandIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Opened when asked for: a command that does not read it leaves it alone. */
  stdin(): Readable;
  /** Somebody sits there and would have to type. */
  stdinIsTerminal(): boolean;
  /** What is written there scrolls by, and a line that is redrawn would be torn. */
  stdoutIsTerminal(): boolean;
  /** Width of the terminal that shows stderr; null when a file or a program takes it. */
  stderrColumns(): number | null;
  /** Milliseconds, for durations only. */
  monotonicMs(): number;
  /** Files under construction. */
  readonly drafts: Drafts;
}

export function printLines(stream: Writable, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
}

export function printJson(stream: Writable, value: unknown): void {
  stream.write(`${JSON.stringify(value, null, 2)}\n`);
}
