import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * The files that somebody makes in the folders of a folder, also those that are gone again before anybody could read them: nginx takes
 * the name from a body that it puts away as soon as it has opened it.
 */
export class FilesMade {
  readonly names = new Set<string>();
  readonly #watchers: readonly FSWatcher[];

  /** @param folder Its folders have to be there; files right in it are not looked at. */
  constructor(folder: string) {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    this.#watchers = folders.map(({ name }) =>
      watch(join(folder, name), (event, file) => {
        if (event === 'rename') this.names.add(join(name, file ?? '?'));
      }),
    );
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
