import type { LoggerService } from '@nestjs/common';
import { describeFailure } from './failure.js';
import type { Log } from './log.js';

/** Nest's own words while it builds the application: module names and route templates, all of them ours. */
const BUILDERS = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
]);
const CONTEXT = /^[A-Za-z]{1,64}$/;

/**
 * Lets Nest speak without quoting anybody. Nest hands the logger whatever was thrown, and what was thrown may quote a request:
 * its messages are printed only for the contexts that build the application, and only at `debug`. Of anything else the log
 * says where it came from and, for an error, its kind and frames.
 */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#quiet(message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#quiet(message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.#quiet(message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.out.warn('framework warning', { from: contextOf(rest), ...failureIn(message) });
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.out.error('framework error', { from: contextOf(rest), ...failureIn(message) });
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.out.fatal('framework error', { from: contextOf(rest), ...failureIn(message) });
  }

  #quiet(message: unknown, rest: readonly unknown[]): void {
    const from = contextOf(rest);
    if (typeof message === 'string' && BUILDERS.has(from)) this.out.debug(message, { from });
  }
}

/** Nest passes the name of the class that speaks as the last argument. */
function contextOf(rest: readonly unknown[]): string {
  const context = rest.at(-1);
  return typeof context === 'string' && CONTEXT.test(context) ? context : 'unknown';
}

function failureIn(message: unknown): ReturnType<typeof describeFailure> {
  return message instanceof Error ? describeFailure(message) : {};
}
