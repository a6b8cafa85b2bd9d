import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Empty folders for a process: where it stands, what it takes for temporary, and its home. Whatever it writes is in one of them. */
export class Sandbox {
  readonly root = mkdtempSync(join(tmpdir(), 'iinspect-leaks-'));
  readonly cwd = this.#folder('cwd');
  /** Written by the test, not by the process under it. */
  readonly given = mkdtempSync(join(tmpdir(), 'iinspect-given-'));

  get env(): Readonly<Record<string, string>> {
    const tmp = this.#folder('tmp');
    return { PATH: process.env['PATH'] ?? '', HOME: this.#folder('home'), TMPDIR: tmp, TMP: tmp, TEMP: tmp };
  }

  /** The content of every file, and all names. */
  files(): readonly Buffer[] {
    const entries = readdirSync(this.root, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const names = entries.map(({ name }) => `${name}\n`).join('');
    return [Buffer.from(names), ...paths.map((path) => readFileSync(path))];
  }

  remove(): void {
    for (const folder of [this.root, this.given]) rmSync(folder, { recursive: true, force: true });
  }

  #folder(name: string): string {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }
}
