import type { Command, CommanderError } from 'commander';
import { isCountry } from '../bin-data/importers/country-claim.js';
import { CliFailure } from './cli-failure.js';

/** The words of our own help: what commander suggests instead of a misspelt name. */
const SUGGESTION = /\(Did you mean [-a-z, ]+\?\)/;
const HARMLESS_NAME = /^-{0,2}[a-z][a-z-]{0,30}$/i;

/**
 * What to tell the person whose command line cannot be understood. Commander's own messages quote it, and what somebody typed may be
 * a card number: of what was typed, only words without a digit are repeated.
 */
export function explainUsage(error: CommanderError, program: Command, args: readonly string[]): string {
  const command = commandMeant(program, args);
  return `${sentence(error, command)} Try: ${nameOf(command)} --help`;
}

function sentence({ code, message }: CommanderError, command: Command): string {
  const suggestion = SUGGESTION.exec(message)?.[0] ?? '';
  switch (code) {
    case 'commander.unknownCommand':
      return join(`There is no command${quoted(message)}`, suggestion);
    case 'commander.unknownOption':
      return join(`There is no option${quoted(message)}`, suggestion);
    case 'commander.excessArguments':
      return `Too many arguments for ${nameOf(command)}.`;
    case 'commander.missingArgument':
      return `The argument <${/'([^']+)'/.exec(message)?.[1] ?? ''}> is missing.`;
    case 'commander.optionMissingArgument':
      return `The option ${/'(-[^']+)'/.exec(message)?.[1] ?? ''} needs a value.`;
    case 'commander.missingMandatoryOptionValue':
      return `The option ${/'(-[^']+)'/.exec(message)?.[1] ?? ''} is required.`;
    default:
      return 'The command line cannot be understood.';
  }
}

function join(text: string, suggestion: string): string {
  return suggestion === '' ? `${text}.` : `${text}. ${suggestion}`;
}

function quoted(message: string): string {
  const name = /'([^']*)'/.exec(message)?.[1] ?? '';
  return HARMLESS_NAME.test(name) ? ` ${name}` : ' of that name';
}

/** As far as the arguments name a command at all. */
function commandMeant(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const word of args) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** A parser for the value of an option that takes one of a few words. */
export function oneOf<Word extends string>(flag: string, words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new CliFailure('usage', `${flag} takes one of: ${words.join(', ')}.`);
    return word;
  };
}

/** A parser for an option that may be repeated, and takes one country each time. */
export function countryCodes(value: string, before: readonly string[]): readonly string[] {
  if (!isCountry(value)) throw new CliFailure('usage', '--country takes a code of ISO 3166-1 such as KR, in capitals.');
  return before.includes(value) ? before : [...before, value];
}
