/**
 * Every script of package.json comes through here, so that a fresh clone needs nothing but git and Node 20:
 * what is missing is installed, the project's own Node is found, `dist/` is built when `src/` changed.
 */
import { buildAsFarAsPossible, buildIfNeeded } from './bootstrap/build.mjs';
import { check } from './bootstrap/check.mjs';
import { installIfNeeded } from './bootstrap/install.mjs';
import { jest } from './bootstrap/jest.mjs';
import { assertNodeCanBeFound, putNodeFirstOnPath } from './bootstrap/node.mjs';
import { Stop, say } from './bootstrap/project.mjs';
import { run } from './bootstrap/run.mjs';
import { start } from './bootstrap/start.mjs';

const USAGE = `node scripts/bootstrap.mjs <command>

  install             install what package-lock.json asks for
  build               build dist/, if src/ changed
  start [args]        build, then serve
  test [jest args]    build, then run the tests
  jest [jest args]    run tests that need no dist/
  check               format, lint, types, architecture, OpenAPI, quick tests
  exec <tool>         run a tool of node_modules/.bin, or node itself, under the project's Node
  exec-built <tool>   the same, after a build
  exec-typed <tool>   the same, after a build that may fail: for tools that read the types in dist/`;

/** Each returns the exit code. */
const COMMANDS = {
  install: () => 0,
  build: () => built(() => 0),
  start: (args) => built(() => start(args)),
  test: (args) => built(() => jest(args)),
  jest: (args) => jest(args),
  check: () => check(),
  exec: ([tool, ...args]) => run(tool, args),
  'exec-built': ([tool, ...args]) => built(() => run(tool, args)),
  'exec-typed': ([tool, ...args]) => typed(() => run(tool, args)),
};

async function typed(next) {
  await buildAsFarAsPossible();
  return next();
}

async function built(next) {
  await buildIfNeeded();
  return next();
}

async function main([name, ...args]) {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  const lacksTool = name?.startsWith('exec') && args.length === 0;
  if (command === undefined || lacksTool) throw new Stop(USAGE);
  assertNodeCanBeFound();
  await installIfNeeded();
  putNodeFirstOnPath();
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}
