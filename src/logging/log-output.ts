import type { PrettyOptions } from 'pino-pretty';
import { ConfigError } from '../config/config.js';
import { GuardedSink } from './guarded-sink.js';
import { createLog, type Log, type LogLevel, type Sink } from './log.js';

export interface LogOptions {
  readonly logLevel: LogLevel;
  /** `auto`: text for a person in front of a terminal and in development, else JSON. */
  readonly logFormat: 'auto' | 'json' | 'text';
  readonly nodeEnv: string;
}

export interface LogOutput extends Sink {
  readonly isTerminal: boolean;
}

export interface GuardedLog {
  readonly log: Log;
  /** For what is not written by the log; the same tripwire. */
  readonly sink: GuardedSink;
}

/** A log line of JSON, as a person reads it. */
type ToText = (line: string) => string;

type LoadPretty = () => Promise<{ readonly prettyFactory: (options: PrettyOptions) => ToText }>;

/**
 * The log, with the tripwire behind it whatever the format.
 *
 * @throws ConfigError when text is asked for and the package that makes it is not installed.
 */
export async function openLog(options: LogOptions, out: LogOutput, load: LoadPretty = loadPretty): Promise<GuardedLog> {
  const sink = new GuardedSink(out);
  const toText = isTextWanted(options, out.isTerminal) ? await textOf(options, out.isTerminal, load) : null;
  const lines = toText === null ? sink : textSink(sink, toText);
  const log = createLog(options.logLevel, lines);
  sink.onNotice(({ replaced, dropped }) =>
    log.error('a log line held what may be a card number: it was taken out, and there is a leak to be found', {
      replaced,
      dropped,
    }),
  );
  return { log, sink };
}

function isTextWanted({ logFormat, nodeEnv }: LogOptions, isTerminal: boolean): boolean {
  return logFormat === 'text' || (logFormat === 'auto' && (isTerminal || nodeEnv === 'development'));
}

/** Null where JSON will do as well. */
async function textOf({ logFormat }: LogOptions, colorize: boolean, load: LoadPretty): Promise<ToText | null> {
  const options: PrettyOptions = {
    colorize,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: (line, key) => headlineOf(line, String(line[key])),
    ignore: 'method,route,status,outcome',
  };
  try {
    return (await load()).prettyFactory(options);
  } catch {
    if (logFormat === 'auto') return null;
    throw new ConfigError([{ name: 'LOG_FORMAT', expected: 'json: the package pino-pretty is not installed here' }]);
  }
}

/** A package that a production image may leave out, so it is loaded only when it is wanted. */
function loadPretty(): ReturnType<LoadPretty> {
  return import('pino-pretty');
}

/** What one looks for in the line of a request: method, route, status and outcome. Elsewhere the message. */
function headlineOf({ method, route, status, outcome }: Readonly<Record<string, unknown>>, message: string): string {
  const words = [method, route, status, outcome].filter((word) => word !== undefined && word !== null);
  return [message, ...words.map(String)].join(' ');
}

function textSink(sink: GuardedSink, toText: ToText): Sink {
  return { write: (line) => sink.write(toText(line)), flushSync: () => sink.flushSync() };
}
