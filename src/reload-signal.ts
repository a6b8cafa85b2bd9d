import { isatty } from 'node:tty';
import type { RunningService } from './start-service.js';

/** The part of `process` that is told to take data anew. */
export interface Reloadable {
  readonly stdout: { readonly isTTY: boolean };
  /** Asks the system anew, unlike `stdout.isTTY`; that of `node:tty` unless given. */
  readonly isatty?: (fd: number) => boolean;
  on(signal: 'SIGHUP', listener: () => void): unknown;
  exit(code: number): void;
}

const STDOUT = 1;
/** As a shell counts it when nobody listens to SIGHUP. */
const EXIT_CODE_HANGUP = 129;

/**
 * Heard from the first moment on: a SIGHUP that nobody listens to ends the process. During the start it waits for the end of it.
 * SIGHUP also says that a terminal was closed; then nobody is left to stop the service later, so it ends.
 */
export function reloadOnSignal(host: Reloadable, starting: Promise<Pick<RunningService, 'reload'>>): void {
  const beganOnTerminal = host.stdout.isTTY;
  const isTerminal = host.isatty ?? isatty;
  host.on('SIGHUP', () => {
    if (beganOnTerminal && !isTerminal(STDOUT)) {
      host.exit(EXIT_CODE_HANGUP);
      return;
    }
    starting.then(
      ({ reload }) => reload(),
      // The start itself says why it failed.
      () => undefined,
    );
  });
}
