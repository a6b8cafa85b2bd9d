import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/version.js';
import { CliFailure, explainFailure } from './cli-failure.js';
import type { CommandIo } from './command-io.js';
import { addDataCommands } from './commands/data-commands.js';
import { addKeysCommands } from './commands/keys-commands.js';
import { addSummaryCommands } from './commands/summary-merge.command.js';
import { addValidateCommand } from './commands/validate.command.js';
import { CLI_EXIT_CODES, type CliExitCode, exitCodesText } from './exit-codes.js';
import { addIinCommand } from './commands/iin.command.js';
import type { Settle } from './settle.js';
import { explainUsage } from './usage.js';

/** Takes the process over and does not come back while it serves. */
export type Serve = () => Promise<void>;

/** Everything between the arguments and the exit code. Never throws. @param args What follows `iinspect`. */
export async function runCli(args: readonly string[], io: CommandIo, serve: Serve): Promise<CliExitCode> {
  let exitCode: CliExitCode = CLI_EXIT_CODES.ok;
  const program = createProgram(io, serve, async (run) => {
    exitCode = await run(io);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, program, args, io);
    return failureExit(error, io);
  }
}

function usageExit(error: CommanderError, program: Command, args: readonly string[], io: CommandIo): CliExitCode {
  if (error.exitCode === 0) return CLI_EXIT_CODES.ok;
  // No command where one is needed: the help was shown already.
  if (error.code === 'commander.help') return CLI_EXIT_CODES.usage;
  return failureExit(new CliFailure('usage', explainUsage(error, program, args)), io);
}

function failureExit(error: unknown, io: CommandIo): CliExitCode {
  const { text, exitCode } = explainFailure(error);
  io.stderr.write(`iinspect: ${text}\n`);
  return exitCode;
}

function createProgram(io: CommandIo, serve: Serve, settle: Settle): Command {
  const program = new Command('iinspect')
    .description('Reads payment card numbers and issuer data, and says what can honestly be said about them.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this text')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Commander would quote what was typed; `explainUsage` says it instead.
      outputError: () => undefined,
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addValidateCommand(program, settle);
  addIinCommand(program, settle);
  addSummaryCommands(program, settle);
  addDataCommands(program, settle);
  addKeysCommands(program, settle);
  program
    .command('serve')
    .description('serve REST and GraphQL, as npm start does; settings come from the environment')
    .addHelpText('after', '\nExample:\n  $ PORT=8080 iinspect serve')
    .action(serve);
  return program.addHelpText(
    'after',
    `\n${exitCodesText()}\n\nExamples:\n  $ iinspect iin 453957\n  $ iinspect validate cards.txt`,
  );
}
