import type { CardTables } from '../card-tables.js';
import type { BatchPlan } from './batch-plan.js';
import { tallyLayout, type TallyLayout } from './batch-tally.js';
import type { LineBlock } from './line-block.js';
import { CsvLines } from './lines/csv-lines.js';
import { JsonLines } from './lines/json-lines.js';
import type { LineReader } from './lines/line-reader.js';
import { LineRows } from './lines/line-rows.js';
import { TextLines } from './lines/text-lines.js';
import { RecordIds } from './records/record-id.js';
import { RecordWriter } from './records/record-writer.js';
import { CardJudge } from './verdicts/card-judge.js';
import { LineJudge } from './verdicts/line-judge.js';
import { OddVerdicts } from './verdicts/odd-verdicts.js';
import { VerdictBook, VERDICTS_MAX } from './verdicts/verdict-book.js';

/** No record is longer; an output buffer is at least twice as long. */
export const RECORD_BYTES_MAX = 16_384;

/**
 * Bytes in, bytes out: reads blocks of lines and writes a record for each line, with the verdict of `reportCard`, without a string or
 * an object per line. A few hundred lines at a time go through three steps, each a loop over columns: a reader takes the lines apart
 * where they lie, the judge names verdicts, the writer copies the records that belong to them and fills in digits and line numbers.
 * Measured: `npm run bench:batch`.
 *
 * Keeps nothing of a line after `end`.
 */
export class BatchScanner {
  readonly layout: TallyLayout;
  /** Of the block at hand, in that layout. */
  readonly tally: Uint32Array;
  readonly #rows = new LineRows();
  readonly #reader: LineReader;
  readonly #book: VerdictBook;
  readonly #ids: RecordIds;
  readonly #judge: LineJudge;
  readonly #writer: RecordWriter;
  #stretch = { block: this.#rows.scratch, from: 0, to: 0 };

  /** @param verdictsMax How many different records are remembered; all are forgotten when there are more. */
  constructor(tables: CardTables, plan: BatchPlan, verdictsMax = VERDICTS_MAX) {
    this.layout = tallyLayout(tables);
    this.tally = new Uint32Array(this.layout.size);
    this.#reader = readerOf(plan);
    this.#book = new VerdictBook(plan, this.layout, verdictsMax);
    this.#ids = new RecordIds(plan.output);
    const odd = new OddVerdicts(tables, plan, this.#book);
    this.#judge = new LineJudge(new CardJudge(tables, plan, this.#book, odd), odd);
    this.#writer = new RecordWriter(plan, this.#rows, this.#book, this.#ids);
  }

  /** @param line Number of the first line of the block; that of the whole input is 1. */
  begin({ buffer, from, to, offset }: LineBlock, line: number): void {
    const block = { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
    this.tally.fill(0);
    this.#rows.count = 0;
    this.#stretch = { block, from, to };
    this.#writer.beginBlock(block, offset - from, line);
    this.#writer.beginRows();
  }

  /** Every line of the block has its record. */
  get isDone(): boolean {
    return this.#writer.isDone && this.#stretch.from === this.#stretch.to;
  }

  /** Writes records from the beginning of `out`, as many as fit. @returns The bytes written. */
  fill(out: Uint8Array): number {
    const limit = out.length - RECORD_BYTES_MAX;
    if (limit < RECORD_BYTES_MAX) throw new RangeError('The output buffer is too small.');
    this.#writer.into(out);
    let end = 0;
    while (end <= limit && !this.isDone) {
      if (this.#writer.isDone) this.#nextRows();
      end = this.#writer.write(end, limit);
    }
    if (end > out.length) throw new RangeError('A record is longer than any may be.');
    return end;
  }

  /** Forgets the block, every digit and every id. */
  end(): void {
    this.#rows.clear();
    this.#reader.clear();
    this.#ids.clear();
    this.#stretch = { block: this.#rows.scratch, from: 0, to: 0 };
    this.#writer.beginBlock(this.#rows.scratch, 0, 1);
    this.#writer.beginRows();
  }

  #nextRows(): void {
    const { block } = this.#stretch;
    this.#stretch.from = this.#reader.read(this.#stretch, this.#rows);
    this.#ids.look(block.bytes, this.#rows);
    this.#book.makeRoom();
    this.#judge.judge(block, this.#rows);
    this.#count();
    this.#writer.beginRows();
  }

  #count(): void {
    const { tally } = this;
    const { count, verdict } = this.#rows;
    const { statusPlace, brandPlace, findingPlaces } = this.#book;
    for (let row = 0; row < count; row++) {
      const given = verdict[row]!;
      tally[statusPlace[given]!]!++;
      tally[brandPlace[given]!]!++;
      const findings = findingPlaces[given];
      if (findings !== undefined) for (const place of findings) tally[place]!++;
    }
  }
}

function readerOf({ input, columns, lineBytesMax }: BatchPlan): LineReader {
  if (input === 'text') return new TextLines(lineBytesMax);
  if (input === 'ndjson') return new JsonLines(lineBytesMax);
  if (columns === null) throw new RangeError('A plan for CSV names its columns.');
  return new CsvLines(columns, lineBytesMax);
}
