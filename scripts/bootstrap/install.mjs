import { writeFileSync } from 'node:fs';

import { withLock } from './lock.mjs';
import { hashFiles, inProject, readStamp, say, Stop } from './project.mjs';
import { runBefore } from './run.mjs';

const STAMP = inProject('node_modules', '.bootstrap-install');

/** Development and optional packages are named because NODE_ENV=production or a user's .npmrc would leave them out. */
const NPM_ARGS = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];

export async function installIfNeeded() {
  if (isInstalled()) return;
  await withLock(async () => {
    if (!isInstalled()) await install();
  });
}

function isInstalled() {
  return readStamp(STAMP) === wantedStamp();
}

function wantedStamp() {
  return `${hashFiles(['package-lock.json'])} ${process.platform}-${process.arch}\n`;
}

async function install() {
  const stamp = wantedStamp();
  say('Installing packages with npm ci: package-lock.json is new to this tree. This takes about a minute.');
  const exitCode = await runBefore('npm', NPM_ARGS);
  if (exitCode !== 0) {
    throw new Stop(
      'npm ci failed; its reason is above. Check that the registry can be reached (npm ping) and that package.json\n' +
        'and package-lock.json agree (npm install repairs the lockfile), then run the same command again.',
    );
  }
  writeFileSync(STAMP, stamp);
}
