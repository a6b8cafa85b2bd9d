import { existsSync } from 'node:fs';

import { NODE_FLAGS } from './node-flags.mjs';
import { inProject, Stop } from './project.mjs';
import { run } from './run.mjs';

const MAIN = 'dist/main.js';

export function start(args) {
  if (!existsSync(inProject(MAIN))) throw new Stop(`The build left no ${MAIN}: is src/main.ts there?`);
  return run('node', [...NODE_FLAGS, MAIN, ...args]);
}
