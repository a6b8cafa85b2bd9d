import type { CommandIo } from './command-io.js';
import { clip, padEnd, padStart } from './text/display-width.js';
import { bytes, clock, rough } from './text/quantities.js';

const REDRAW_MS = 100;
const BAR_CELLS = 24;
const NAME_CELLS = 24;
/** Below this an estimate of the time left jumps about. */
const ESTIMATE_AFTER_MS = 300;

interface Step {
  readonly name: string;
  /** Null while nobody knows. */
  readonly total: number | null;
  readonly startedMs: number;
  drawnMs: number;
}

/** Says on stderr how far we are: one line redrawn on a terminal, plain lines for a log, nothing when asked to be quiet. */
export class Progress {
  readonly #io: CommandIo;
  readonly #isQuiet: boolean;
  #step: Step | null = null;
  #isDrawn = false;

  constructor(io: CommandIo, isQuiet: boolean) {
    this.#io = io;
    this.#isQuiet = isQuiet;
  }

  /** @param total Bytes to be read; null where nobody knows. */
  begin(name: string, total: number | null): void {
    const startedMs = this.#io.monotonicMs();
    this.#step = { name, total, startedMs, drawnMs: startedMs };
    if (this.#io.stderrColumns() === null) this.#line(`${name}: reading${total === null ? '' : ` ${bytes(total)}`}`);
  }

  /** @param lines Read in this step, where lines are what matters. */
  advance(done: number, lines?: number): void {
    const step = this.#step;
    const columns = this.#io.stderrColumns();
    const now = this.#io.monotonicMs();
    if (step === null || this.#isQuiet || columns === null || now - step.drawnMs < REDRAW_MS) return;
    step.drawnMs = now;
    this.#draw(barText(step, { done, lines, elapsedMs: now - step.startedMs }), columns);
  }

  /** Says what takes time and cannot be measured; on a terminal only. */
  working(text: string): void {
    const columns = this.#io.stderrColumns();
    if (!this.#isQuiet && columns !== null) this.#draw(text, columns);
  }

  /** Leaves a terminal as it was before. @param result What a log should keep of the step; nothing for one that failed. */
  end(result?: string): void {
    const name = this.#step?.name;
    this.#step = null;
    if (this.#isDrawn) this.#io.stderr.write(blankLine(this.#io.stderrColumns() ?? 0));
    this.#isDrawn = false;
    if (name === undefined || result === undefined || this.#io.stderrColumns() !== null) return;
    this.#line(`${name}: ${result}`);
  }

  #draw(text: string, columns: number): void {
    this.#isDrawn = true;
    // One column less than there are: in the last one some terminals go to the next line.
    this.#io.stderr.write(`\r${padEnd(clip(text, columns - 1), columns - 1)}`);
  }

  #line(text: string): void {
    if (!this.#isQuiet) this.#io.stderr.write(`${text}\n`);
  }
}

/** Over whatever was drawn. Blanks, because not every terminal knows escape sequences. */
export function blankLine(columns: number): string {
  return `\r${' '.repeat(Math.max(0, columns - 1))}\r`;
}

interface Reached {
  readonly done: number;
  readonly lines: number | undefined;
  readonly elapsedMs: number;
}

function barText({ name, total }: Step, { done, lines, elapsedMs }: Reached): string {
  const perSecond = (amount: number): number => (elapsedMs === 0 ? 0 : (1000 * amount) / elapsedMs);
  // Two rates and a long name do not fit a line.
  const [nameCells, barCells] = lines === undefined ? [NAME_CELLS, BAR_CELLS] : [NAME_CELLS / 2, BAR_CELLS / 2];
  return [
    padEnd(clip(name, nameCells), nameCells),
    ...(total === null ? [padStart(bytes(done), 7)] : barCellsOf(done / total, barCells)),
    padStart(`${bytes(perSecond(done))}/s`, 9),
    ...(lines === undefined ? [] : [padStart(`${rough(perSecond(lines))} lines/s`, 14)]),
    total === null ? '' : leftText(done / total, elapsedMs),
  ].join(' ');
}

function barCellsOf(part: number, cells: number): readonly string[] {
  const shown = Number.isNaN(part) ? 1 : Math.min(1, part);
  const filled = Math.floor(shown * cells);
  return [`[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}]`, `${padStart(String(Math.floor(100 * shown)), 3)} %`];
}

function leftText(part: number, elapsedMs: number): string {
  if (elapsedMs < ESTIMATE_AFTER_MS || !(part > 0)) return '';
  return `${clock(elapsedMs * Math.max(0, 1 / part - 1))} left`;
}
