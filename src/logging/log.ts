import { type DestinationStream, type LevelWithSilent, pino } from 'pino';

/**
 * What the service may say about itself. `message` is a constant of ours and `fields` hold numbers, closed words and ids of
 * ours: nothing that a caller wrote ever gets here, so nothing needs to be redacted on the way out.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
  /** Writes what is still buffered, at once. */
  flush(): void;
}

export type LogLevel = LevelWithSilent;

export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Where the lines go. */
export interface Sink extends DestinationStream {
  flushSync?(): void;
}

/** JSON lines: `time` (RFC 3339), `level` (a word), `msg`, and the fields. No host name, no process id: the platform adds its own. */
export function createLog(level: LogLevel, sink: Sink): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  );
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    fatal: (message, fields = {}) => logger.fatal(fields, message),
    flush: () => flush(sink),
  };
}

function flush(sink: Sink): void {
  try {
    sink.flushSync?.();
  } catch {
    // A destination that was never opened or is already gone holds nothing to flush.
  }
}
