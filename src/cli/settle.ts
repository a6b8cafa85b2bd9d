import type { CommandIo } from './command-io.js';
import type { CliExitCode } from './exit-codes.js';

/** Runs a command and keeps its exit code: what the action of every command calls. */
export type Settle = (run: (io: CommandIo) => Promise<CliExitCode>) => Promise<void>;
