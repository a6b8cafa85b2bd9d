import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export function inProject(...path) {
  return join(ROOT, ...path);
}

/** Ends the run with a message that says what to do next, and no stack. */
export class Stop extends Error {}

/** Progress goes to stderr: stdout belongs to the tool that runs. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function readJson(...path) {
  return JSON.parse(readFileSync(inProject(...path), 'utf8'));
}

/** One hash over names and contents; paths are relative to the project. */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\0`).update(readFileSync(inProject(path)));
  return hash.digest('hex');
}

/** What a stamp file says, or null when there is none. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
