import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** One change is often several events. */
const DEBOUNCE_MS = 100;
/** While events do not cease, look all the same. */
const PATIENCE_MS = 2_000;

interface Watched {
  readonly watcher: FSWatcher;
  /** Tells this directory from one that takes its place. */
  readonly identity: string;
}

/**
 * Watches the directories of a few files, never the files: a watch on a file goes deaf when another takes its name, which is how files
 * are replaced. kubelet swaps the link `..data` beside them. What a watch misses, whoever owns it finds by looking from time to time.
 */
export class FileWatch {
  readonly #directories: readonly string[];
  readonly #watched = new Map<string, Watched>();
  #debounce: NodeJS.Timeout | null = null;
  #firstEventAt = 0;

  constructor(
    paths: readonly string[],
    private readonly changed: () => void,
  ) {
    this.#directories = [...new Set(paths.map((path) => dirname(resolve(path))))];
  }

  /** Puts up the watches, or puts them up again where they fell. Cheap while all is well. */
  arm(): void {
    for (const directory of this.#directories) this.#watch(directory);
  }

  stop(): void {
    if (this.#debounce !== null) clearTimeout(this.#debounce);
    for (const directory of this.#directories) this.#unwatch(directory);
  }

  #watch(directory: string): void {
    const identity = identityOf(directory);
    if (identity !== null && this.#watched.get(directory)?.identity === identity) return;
    this.#unwatch(directory);
    if (identity === null) return;
    try {
      const watcher = watch(directory, { persistent: false }, () => this.#announce());
      watcher.on('error', () => this.#unwatch(directory));
      this.#watched.set(directory, { watcher, identity });
    } catch {
      // Too many watches, or a file system that has none.
    }
  }

  #unwatch(directory: string): void {
    this.#watched.get(directory)?.watcher.close();
    this.#watched.delete(directory);
  }

  #announce(): void {
    const now = performance.now();
    if (this.#debounce === null) this.#firstEventAt = now;
    else clearTimeout(this.#debounce);
    const patience = Math.max(0, PATIENCE_MS - (now - this.#firstEventAt));
    const fire = (): void => {
      this.#debounce = null;
      this.changed();
    };
    this.#debounce = setTimeout(fire, Math.min(DEBOUNCE_MS, patience)).unref();
  }
}

function identityOf(directory: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = statSync(directory, { bigint: true });
    // An inode number is used again at once; the time of birth tells the two apart.
    return [dev, ino, birthtimeNs].join(' ');
  } catch {
    return null;
  }
}
