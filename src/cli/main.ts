#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { CLI_EXIT_CODES } from './exit-codes.js';
import type { CommandIo } from './command-io.js';
import { Drafts } from './drafts.js';
import { blankLine } from './progress.js';
import { COLUMNS_MAX } from './text/table.js';

/** As a shell counts them: 128 and the number of the signal. */
const SIGNALS = { SIGHUP: 129, SIGINT: CLI_EXIT_CODES.interrupted, SIGTERM: 143 } as const;

const drafts = new Drafts();
const io: CommandIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: () => process.stdin,
  stdinIsTerminal: () => process.stdin.isTTY,
  stdoutIsTerminal: () => process.stdout.isTTY,
  // A terminal that does not know its width says 0.
  stderrColumns: () => (process.stderr.isTTY ? process.stderr.columns || COLUMNS_MAX : null),
  monotonicMs: () => performance.now(),
  drafts,
};

function leave(exitCode: number): never {
  drafts.removeAll();
  process.exit(exitCode);
}

/** `| head` has read enough, and nobody is left to be told anything; a full disk is another matter. */
function endOf(name: string): (error: NodeJS.ErrnoException) => void {
  return ({ code = 'no reason given' }) => {
    if (code === 'EPIPE') leave(CLI_EXIT_CODES.ok);
    writeSync(process.stderr.fd, `iinspect: ${name} cannot be written (${code}).\n`);
    leave(CLI_EXIT_CODES.output);
  };
}

process.stdout.on('error', endOf('Standard output'));
process.stderr.on('error', () => leave(CLI_EXIT_CODES.output));
for (const [signal, exitCode] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    // The service listens by itself, from the moment it is loaded. Until then somebody has to: the first process of a container is not
    // ended by a signal that nobody listens to.
    if (process.listenerCount(signal) > 1) return;
    const columns = io.stderrColumns();
    if (columns !== null) process.stderr.write(blankLine(columns));
    leave(exitCode);
  });
}

async function serve(): Promise<void> {
  await import('../main.js');
}

// Late, as it loads all commands, and no signal is heard before what is imported has been loaded.
const { runCli } = await import('./program.js');
// Not process.exit(): what was written may still be on its way into a pipe.
process.exitCode = await runCli(process.argv.slice(2), io, serve);
