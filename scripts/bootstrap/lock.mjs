import { createHash } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readStamp, ROOT, say } from './project.mjs';

const POLL_MS = 200;

/** Outside the tree: `npm ci` empties node_modules and `nest build` empties dist. */
const LOCK = join(tmpdir(), `iinspect-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}.lock`);

/** Two runs in one tree take turns at installing and building. */
export async function withLock(work) {
  await takeLock();
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function takeLock() {
  for (let waited = false; !createLock(); waited = true) {
    const owner = lockOwner();
    if (owner === null) continue;
    // A lock of our own number is from before a restart: containers hand out the same numbers again.
    if (owner === process.pid || !isAlive(owner)) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (!waited) say(`Waiting for another run in this tree (process ${owner}) to finish installing or building.`);
    await sleep(POLL_MS);
  }
}

/** Written aside and linked into place, so that nobody ever sees a lock without its owner. */
function createLock() {
  const draft = `${LOCK}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Null when the lock was released this moment. */
function lockOwner() {
  const owner = readStamp(LOCK);
  return owner === null ? null : Number(owner);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
