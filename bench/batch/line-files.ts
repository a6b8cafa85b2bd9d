/** Made-up lines as files, which are gone when the process is, however it ends. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Form, MadeUpLines } from './made-up-lines.ts';

export interface LineFile {
  readonly form: Form;
  readonly path: string;
  readonly bytes: number;
}

const ENDINGS: Readonly<Record<Form, string>> = { text: 'txt', ndjson: 'ndjson', csv: 'csv' };
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export class LineFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'iinspect-batch-'));
  readonly #written = new Map<string, LineFile>();

  constructor() {
    process.once('exit', () => this.remove());
    for (const [signal, exitCode] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(exitCode));
  }

  /** Once for each name: the parts of the bench ask for the same lines. */
  write(lines: MadeUpLines, form: Form, name: string = form): LineFile {
    const written = this.#written.get(name) ?? this.#write(lines, form, name);
    this.#written.set(name, written);
    return written;
  }

  #write(lines: MadeUpLines, form: Form, name: string): LineFile {
    const path = join(this.path, `${name}.${ENDINGS[form]}`);
    const file = openSync(path, 'wx', 0o600);
    let bytes = 0;
    for (const chunk of lines.chunks(form)) bytes += writeSync(file, chunk);
    closeSync(file);
    return { form, path, bytes };
  }

  /** What a program costs that has nothing to do. */
  writeEmpty(form: Form): LineFile {
    const path = join(this.path, `empty.${ENDINGS[form]}`);
    const text = form === 'csv' ? 'id,pan\n' : '';
    writeFileSync(path, text);
    return { form, path, bytes: text.length };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
