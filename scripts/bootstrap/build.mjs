import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { withLock } from './lock.mjs';
import { hashFiles, inProject, readStamp, ROOT, say, Stop } from './project.mjs';
import { runBefore } from './run.mjs';

/** Inside dist/, so that whoever deletes dist/ (`nest build` does it first) deletes the claim that it is fresh. */
const STAMP = inProject('dist', '.bootstrap-build');

const SETTINGS = ['nest-cli.json', 'package-lock.json', 'tsconfig.build.json', 'tsconfig.json'];

/** For who runs dist/: stops when the sources do not compile. */
export async function buildIfNeeded() {
  if (readStamp(STAMP) === stampOf('built')) return;
  await withLock(async () => {
    if (readStamp(STAMP) === stampOf('built') || (await build())) return;
    throw new Stop('The build failed; the compiler says why above.');
  });
}

/** For who reads the types in dist/: the compiler writes them for sources with mistakes too, and tries once. */
export async function buildAsFarAsPossible() {
  if (wasTried()) return;
  await withLock(async () => {
    if (!wasTried()) await build();
  });
}

function wasTried() {
  return [stampOf('built'), stampOf('failed')].includes(readStamp(STAMP));
}

function stampOf(outcome) {
  return `${hashFiles([...SETTINGS, ...sources()])} ${outcome}\n`;
}

/** Everything under src/ that can change dist/: code and assets, not specs. */
function sources() {
  return readdirSync(inProject('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .sort();
}

/** Resolves to whether the sources compiled. The stamp tells of the sources as they were before. */
async function build() {
  const stamps = { built: stampOf('built'), failed: stampOf('failed') };
  say('Building dist/ with nest build: it is missing or older than src/.');
  const exitCode = await runBefore('node', ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  const outcome = exitCode === 0 ? 'built' : 'failed';
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamps[outcome]);
  return outcome === 'built';
}
