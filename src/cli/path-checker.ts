import { readdir } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { IssuerDataError } from '../bin-data/issuer-data-error.js';
import { findIssuerInput, type TextSource, MANIFEST } from '../bin-data/load/issuer-files.js';
import type { IssuerTable } from '../core/issuers/issuer-table.js';
import { ArtifactError } from '../core/section-buffer.js';
import { issuerDataFailure } from './cli-failure.js';
import { type CommandIo, printLines } from './command-io.js';
import { fileLines } from './text/file-facts.js';
import { faultsOf, type FileFault } from './file-faults.js';
import { importFile, loadIssuers, type ReadingOptions } from './issuer-sources.js';
import { type IssuerSurvey, surveyIssuers } from './issuer-survey.js';
import { quotable } from './quotable.js';
import { tableLines } from './text/table-facts.js';

/** What was found where a path leads. */
export interface Checked {
  readonly files: number;
  readonly faults: readonly FileFault[];
}

/** Looks at everything a path leads to, says what it finds, and goes on after a fault. */
export class PathChecker {
  constructor(
    private readonly options: ReadingOptions,
    private readonly io: CommandIo,
  ) {}

  async check(path: string): Promise<Checked> {
    const input = await this.#attempt(path, () => findIssuerInput(path));
    if ('faults' in input) return { files: 1, faults: input.faults };
    if (input.kind === 'artifact') return { files: 1, faults: await this.#checkTable(input.path, this.options) };
    const faults = await this.#checkTexts(input.sources);
    await this.#sayWhatIsAside(path, input.sources);
    // As the service will read it: limits hold for all files together, and the table must come out whole.
    const together = faults.length > 0 ? [] : await this.#checkTable(path, { ...this.options, quiet: true });
    return { files: input.sources.length, faults: [...faults, ...together] };
  }

  async #checkTable(path: string, options: ReadingOptions): Promise<readonly FileFault[]> {
    const loaded = await this.#attempt(path, async () => {
      const issuers = await loadIssuers(path, options, this.io);
      return { ...issuers, ...wholeSurvey(issuers.table, path) };
    });
    if ('faults' in loaded) return loaded.faults;
    const { table, imported } = loaded;
    const title = imported.length === 0 ? quotable(path) : `${quotable(path)}, compiled`;
    // Text files were shown one by one before.
    const files = imported.length > 0 ? [] : table.files;
    const lines = files.flatMap((file) => ['', `  ${file.id}`, ...fileLines(file).map((line) => `  ${line}`)]);
    printLines(this.io.stdout, [title, ...tableLines(table, loaded), ...lines, '']);
    return [];
  }

  async #checkTexts(sources: readonly TextSource[]): Promise<readonly FileFault[]> {
    const seen = new Map<string, string>();
    const faults: FileFault[] = [];
    for (const source of sources) faults.push(...(await this.#checkText(source, seen)));
    return faults;
  }

  /** @param seen Checksum to the name of the file that had it first. */
  async #checkText({ path, options: source }: TextSource, seen: Map<string, string>): Promise<readonly FileFault[]> {
    // What counts is weighed here, after everything was read, so that one fault does not hide the others.
    const lenient = { ...this.options, skippedMax: 100 };
    const unpinned = { path, options: { ...source, sha256: undefined } };
    const result = await this.#attempt(path, () => importFile(unpinned, lenient, this.io));
    if ('faults' in result) return result.faults;
    const { file, firstLines } = result;
    const faults = faultsOf(file, { sha256: source.sha256, skippedMax: this.options.skippedMax, seen });
    seen.set(file.sha256, basename(path));
    const lines = [...fileLines(file, firstLines), ...faults.map(({ text }) => `  FAULT: ${text}`)];
    printLines(this.io.stdout, [quotable(path), ...lines, '']);
    return faults;
  }

  /** A file that nobody reads because of its name is easily taken for one that was read. */
  async #sayWhatIsAside(path: string, sources: readonly TextSource[]): Promise<void> {
    // Not a folder: nothing is aside.
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    const read = new Set(sources.map((source) => relative(path, source.path).split(sep)[0]));
    const names = entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== MANIFEST)
      .map(({ name }) => name)
      .filter((name) => !read.has(name));
    if (names.length > 0)
      printLines(this.io.stdout, [`Left aside in ${quotable(path)}: ${names.map(quotable).join(', ')}`, '']);
  }

  async #attempt<Result>(
    path: string,
    work: () => Promise<Result>,
  ): Promise<Result | { readonly faults: readonly FileFault[] }> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IssuerDataError)) throw error;
      const text = issuerDataFailure(error);
      printLines(this.io.stdout, [quotable(path), `  FAULT: ${text}`, '']);
      return { faults: [{ text, isMissing: error.fault === 'not_found' || error.fault === 'not_readable' }] };
    }
  }
}

/** Reads every answer: a checksum only proves that the bytes are as they were written. @throws IssuerDataError */
function wholeSurvey(table: IssuerTable, path: string): IssuerSurvey {
  try {
    return surveyIssuers(table);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError || error instanceof ArtifactError) {
      throw new IssuerDataError('corrupt', { file: basename(path) });
    }
    throw error;
  }
}
