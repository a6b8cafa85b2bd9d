import type { CommandIo } from '../command-io.js';
import { Progress } from '../progress.js';
import { shownName, STDIN } from './inputs/input-name.js';

/** How far the validation of each input is: on a terminal, unless records run over it. */
export class ValidateProgress {
  readonly #progress: Progress;
  #linesBefore = 0;
  #lines = 0;

  constructor(io: CommandIo, isQuiet: boolean, recordsScroll: boolean) {
    this.#progress = new Progress(io, isQuiet || recordsScroll || io.stderrColumns() === null);
  }

  /** @param total Bytes to be read; null where nobody knows. */
  begin(path: string, total: number | null): void {
    this.#linesBefore = this.#lines;
    this.#progress.begin(path === STDIN ? 'stdin' : shownName(path), total);
  }

  /** @param lines Of all inputs. */
  advance(bytes: number, lines: number): void {
    this.#lines = lines;
    this.#progress.advance(bytes, lines - this.#linesBefore);
  }

  end(): void {
    this.#progress.end();
  }
}
