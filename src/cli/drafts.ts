import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliFailure } from './cli-failure.js';
import { quotable } from './quotable.js';
import { writeFailure } from './write-failure.js';

type Write = (file: FileHandle) => Promise<void>;

/** Files under construction. Whoever waits for a file of ours sees the old one or the new one, never half of it. */
export class Drafts {
  readonly #paths = new Set<string>();

  /** Written under another name in the same folder, on the disk before it is renamed. @throws CliFailure */
  async write(path: string, write: Write): Promise<void> {
    await refuseOddTarget(path);
    // Where the name is a link, the file behind it is replaced and the link stays.
    const target = await realpath(path).catch(() => path);
    const draft = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`);
    this.#paths.add(draft);
    try {
      await naming(path, () => fill(draft, write));
      await naming(path, () => rename(draft, target));
      await syncFolder(dirname(target));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    } finally {
      this.#paths.delete(draft);
    }
  }

  /** On the way out: synchronous, and silent about what is gone already. */
  removeAll(): void {
    for (const path of this.#paths) rmSync(path, { force: true });
  }
}

async function fill(draft: string, write: Write): Promise<void> {
  const file = await open(draft, 'wx');
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename replaces whatever has the name: not a device, not a folder. */
async function refuseOddTarget(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) {
    throw new CliFailure('output', `${quotable(path)} is not an ordinary file, so it is not written to. Name another.`);
  }
}

/** Windows cannot open a folder; there the rename is on the disk when the system likes. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function naming(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw writeFailure(error, path);
  }
}
