import { describeFailure } from './failure.js';
import type { Log } from './log.js';

/** The part of `process` that reports what nobody caught. */
export interface FailingProcess {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  exit(code: number): void;
}

/**
 * After an error that nobody caught the state of the process is unknown: it says so, without the error's message, lets requests in
 * flight end if they can, and exits with 1. A second one does not wait. Node's own handler would print the message to stderr.
 */
export function exitOnFailure(host: FailingProcess, log: Log, stop: () => Promise<void>): void {
  let failed = false;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    host.on(event, (error) => {
      log.fatal('an error nobody caught', { event, ...describeFailure(error) });
      log.flush();
      if (failed) {
        host.exit(1);
        return;
      }
      failed = true;
      const exit = () => host.exit(1);
      void stop().then(exit, exit);
    });
  }
}
