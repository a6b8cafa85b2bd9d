import { existsSync } from 'node:fs';

import { inProject, Stop } from './project.mjs';
import { run } from './run.mjs';

const MAIN = 'dist/main.js';

/**
 * A young generation of the default size takes 40 MB more, and answers no sooner. Measured with `npm run batch:run`: idle 175 and 145 MB,
 * at the peak of a stream 223 and 179 MB.
 */
const MEMORY_FLAGS = ['--max-semi-space-size=4'];

/** No signal opens an inspector, and a diagnostic report, should somebody ask for one, tells neither settings nor peers. */
const QUIET_FLAGS = ['--disable-sigusr1', '--report-exclude-env', '--report-exclude-network'];

export function start(args) {
  if (!existsSync(inProject(MAIN))) throw new Stop(`The build left no ${MAIN}: is src/main.ts there?`);
  return run('node', [...MEMORY_FLAGS, ...QUIET_FLAGS, MAIN, ...args]);
}
