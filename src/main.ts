import 'reflect-metadata';
import { destination } from 'pino';
import { configFromEnvironment } from './config/config.js';
import { explainStartFailure } from './config/start-failure.js';
import { stopOnSignal } from './health/termination.js';
import { exitOnFailure } from './logging/process-failures.js';
import { reloadOnSignal } from './reload-signal.js';
import { startService } from './start-service.js';

try {
  const config = configFromEnvironment();
  // Asynchronous, so that a slow reader of stdout does not stop the event loop.
  const stdout = destination({ dest: 1, sync: false, minLength: 0 });
  const out = Object.assign(stdout, { isTerminal: process.stdout.isTTY });
  const starting = startService(config, out);
  reloadOnSignal(process, starting);
  const service = await starting;
  stopOnSignal(process, service.stop);
  exitOnFailure(process, service.log, service.stop);
} catch (error) {
  const { lines, exitCode } = explainStartFailure(error);
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(exitCode);
}
