import 'reflect-metadata';
import { destination } from 'pino';
import { configFromEnvironment } from './config/config.js';
import { explainStartFailure } from './config/start-failure.js';
import { stopOnSignal } from './health/termination.js';
import { withoutPans } from './logging/card-filter.js';
import { exitOnFailure } from './logging/process-failures.js';
import { reloadOnSignal } from './reload-signal.js';
import type { RunningService } from './start-service.js';

const UNCAUGHT = ['uncaughtException', 'unhandledRejection'] as const;

// Until there is a log. Node's own words would quote the error unread.
for (const event of UNCAUGHT) process.on(event, failStart);
let running: RunningService | null = null;
// From the first moment on: the first process of a container is not ended by a signal that it does not listen to.
stopOnSignal(process, () => running?.stop() ?? Promise.resolve());
try {
  const config = configFromEnvironment();
  // Asynchronous, so that a slow reader of stdout does not stop the event loop.
  const stdout = destination({ dest: 1, sync: false, minLength: 0 });
  const out = Object.assign(stdout, { isTerminal: process.stdout.isTTY });
  // Loading all there is takes most of the start, and no signal is heard before what is imported has been loaded.
  const starting = import('./start-service.js').then(({ startService }) => startService(config, out));
  reloadOnSignal(process, starting);
  const service = await starting;
  running = service;
  exitOnFailure(process, service.log, service.stop);
  for (const event of UNCAUGHT) process.off(event, failStart);
} catch (error) {
  failStart(error);
}

function failStart(error: unknown): never {
  const { lines, exitCode } = explainStartFailure(error);
  process.stderr.write(`${withoutPans(lines.join('\n'))}\n`);
  process.exit(exitCode);
}
