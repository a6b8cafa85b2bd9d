import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { isDirectory } from '../load/issuer-files.js';
import type { WatchLoss } from '../../validation/ports.js';

/** One change is often several events. */
const DEBOUNCE_MS = 100;
/** While events do not cease, as of a file that takes minutes to be copied, look all the same. */
const PATIENCE_MS = 5000;

export interface WatchListener {
  /** Something may have changed. */
  changed(): void;
  /** Told once, until the watch stands again. */
  lost(loss: WatchLoss): void;
}

/** A directory that is watched. */
interface Watched {
  readonly watcher: FSWatcher;
  /** Tells this directory from one that takes its place. */
  readonly identity: string;
}

/** A directory to watch, and which of its entries matter; null: all do. */
interface Target {
  readonly directory: string;
  readonly entry: string | null;
}

/**
 * Watches directories, never the file: a watch on a file goes deaf when another takes its name, which is how files are replaced.
 * kubelet swaps the link `..data` beside the file's own link. What a watch misses, the poll finds.
 */
export class IssuerWatch {
  readonly #path: string;
  readonly #watched = new Map<string, Watched>();
  #debounce: NodeJS.Timeout | null = null;
  #firstEventAt = 0;
  #isLost = false;
  #isStopped = false;

  constructor(
    path: string,
    private readonly listener: WatchListener,
  ) {
    this.#path = resolve(path);
  }

  /** Puts up the watch, or puts it up again where it fell. Cheap while all is well. */
  async arm(): Promise<void> {
    const [first, ...others] = targetsOf(this.#path, await isDirectory(this.#path));
    const loss = await this.#watch(first);
    // The directory above is watched for a link to be re-pointed; where that cannot be seen, the poll sees it.
    for (const target of others) await this.#watch(target);
    if (loss === null) this.#isLost = false;
    else this.#lose(loss);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#debounce !== null) clearTimeout(this.#debounce);
    for (const directory of [...this.#watched.keys()]) this.#unwatch(directory);
  }

  async #watch(target: Target): Promise<WatchLoss | null> {
    const { directory } = target;
    const identity = await identityOf(directory);
    if (this.#isStopped || (identity !== null && this.#watched.get(directory)?.identity === identity)) return null;
    this.#unwatch(directory);
    if (identity === null) return 'directory_gone';
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => this.#onEvent(target, name));
      watcher.on('error', (error) => this.#onError(directory, error));
      this.#watched.set(directory, { watcher, identity });
      return null;
    } catch (error) {
      return lossOf(error);
    }
  }

  #onEvent({ directory, entry }: Target, name: string | null): void {
    // A directory that is moved or removed is reported under its own name, and is not heard of again.
    if (name === basename(directory)) this.#unwatch(directory);
    else if (entry !== null && name !== null && name !== entry) return;
    this.#announce();
  }

  #onError(directory: string, error: unknown): void {
    this.#unwatch(directory);
    this.#lose(lossOf(error));
  }

  #lose(loss: WatchLoss): void {
    if (!this.#isLost && !this.#isStopped) this.listener.lost(loss);
    this.#isLost = true;
  }

  #announce(): void {
    if (this.#isStopped) return;
    const now = performance.now();
    if (this.#debounce === null) this.#firstEventAt = now;
    else clearTimeout(this.#debounce);
    const patience = Math.max(0, PATIENCE_MS - (now - this.#firstEventAt));
    this.#debounce = setTimeout(
      () => {
        this.#debounce = null;
        this.listener.changed();
      },
      Math.min(DEBOUNCE_MS, patience),
    ).unref();
  }

  #unwatch(directory: string): void {
    this.#watched.get(directory)?.watcher.close();
    this.#watched.delete(directory);
  }
}

function targetsOf(path: string, isInside: boolean): readonly [Target, ...Target[]] {
  const above = dirname(path);
  if (!isInside) return [{ directory: above, entry: null }];
  return [
    { directory: path, entry: null },
    { directory: above, entry: basename(path) },
  ];
}

async function identityOf(directory: string): Promise<string | null> {
  try {
    const { dev, ino, birthtimeNs } = await stat(directory, { bigint: true });
    // An inode number is used again at once; the time of birth tells the two apart.
    return [dev, ino, birthtimeNs].join(' ');
  } catch {
    return null;
  }
}

function lossOf(error: unknown): WatchLoss {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'directory_gone';
  return code === 'ENOSPC' || code === 'EMFILE' ? 'too_many_watches' : 'not_watchable';
}
