import type { CardTables } from '../card-tables.js';
import type { BatchPlan } from './batch-plan.js';
import { tallyLayout, type TallyLayout } from './batch-tally.js';
import type { LineBlock } from './line-block.js';
import { CsvLines } from './lines/csv-lines.js';
import { JsonLines } from './lines/json-lines.js';
import { type BlockBytes, LineParts, type LineReader, PAN_KINDS } from './lines/line-parts.js';
import { TextLines } from './lines/text-lines.js';
import { LineNumber } from './records/line-number.js';
import { RecordId } from './records/record-id.js';
import { RecordWriter, type ShownDigits } from './records/record-writer.js';
import { CardJudge } from './verdicts/card-judge.js';
import { OddVerdicts } from './verdicts/odd-verdicts.js';
import { PanScratch } from './verdicts/pan-scratch.js';
import { VerdictBook } from './verdicts/verdict-book.js';

/** No record is longer; an output buffer is at least twice as long. */
export const RECORD_BYTES_MAX = 16_384;

const NO_BYTES = new Uint8Array(0);
const NOTHING: BlockBytes = { bytes: NO_BYTES, view: new DataView(NO_BYTES.buffer) };

/**
 * Bytes in, bytes out: reads blocks of lines and writes a record for each line, with the verdict of `reportCard`, without a string or
 * an object per line. Three steps, one line at a time: a reader takes the line apart where it lies, the judge names a verdict, the
 * writer copies the record that belongs to it and fills in digits and line number. Measured: `npm run bench:batch`.
 *
 * Keeps no card number but the last one that was written with separators, which `end` wipes.
 */
export class BatchScanner {
  readonly layout: TallyLayout;
  /** Of the block at hand, in that layout. */
  readonly tally: Uint32Array;
  readonly #reader: LineReader;
  readonly #book: VerdictBook;
  readonly #odd: OddVerdicts;
  readonly #judge: CardJudge;
  readonly #writer: RecordWriter;
  readonly #parts = new LineParts();
  readonly #number = new LineNumber();
  readonly #id: RecordId;
  readonly #scratch = new PanScratch();
  readonly #shown: ShownDigits = { block: NOTHING, at: 0 };
  #block = NOTHING;
  #at = 0;
  #to = 0;
  /** What to add to a place in the block to get one in the input. */
  #offset = 0;

  constructor(tables: CardTables, plan: BatchPlan) {
    this.layout = tallyLayout(tables);
    this.tally = new Uint32Array(this.layout.size);
    this.#reader = readerOf(plan);
    this.#book = new VerdictBook(plan, this.layout);
    this.#odd = new OddVerdicts(tables, plan, this.#book);
    this.#judge = new CardJudge(tables, plan, this.#book, this.#odd);
    this.#id = new RecordId(plan.output);
    this.#writer = new RecordWriter(plan, this.#book, this.#number, this.#id);
  }

  /** @param line Number of the first line of the block; that of the whole input is 1. */
  begin({ buffer, from, to, offset }: LineBlock, line: number): void {
    this.tally.fill(0);
    this.#block = { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
    this.#number.set(line);
    this.#at = from;
    this.#to = to;
    this.#offset = offset - from;
  }

  /** Every line of the block has its record. */
  get isDone(): boolean {
    return this.#at === this.#to;
  }

  /** Writes records from the beginning of `out`, as many as fit. @returns The bytes written. */
  fill(out: Uint8Array): number {
    if (out.length < RECORD_BYTES_MAX * 2) throw new RangeError('The output buffer is too small.');
    this.#writer.into(out);
    const end = this.#answerLines(out.length - RECORD_BYTES_MAX);
    if (end > out.length) throw new RangeError('A record is longer than any may be.');
    return end;
  }

  /** Nothing may follow the loop: V8 leaves optimised loops by way of the interpreter, again and again, when something does. */
  #answerLines(limit: number): number {
    let end = 0;
    while (this.#at < this.#to && end <= limit) end = this.#answerLine(end);
    return end;
  }

  #answerLine(start: number): number {
    const at = this.#at;
    const parts = this.#parts;
    this.#at = this.#reader.read(this.#block, at, parts);
    const { bytes } = this.#block;
    const verdict = this.#judgeLine(this.#id.take(bytes, parts));
    this.#count(verdict);
    let end = start;
    if (this.#book.isWritten[verdict] === 1) {
      end = this.#writer.writeHead(end, bytes, parts.idAt);
      end = this.#writer.writeBody(end, verdict, this.#shown, this.#offset + at);
    }
    this.#number.increment();
    return end;
  }

  /** Forgets the block and every digit. */
  end(): void {
    this.#block = NOTHING;
    this.#shown.block = NOTHING;
    this.#scratch.clear();
    this.#at = this.#to = 0;
  }

  #judgeLine(isIdEchoed: boolean): number {
    const parts = this.#parts;
    if (parts.panKind === PAN_KINDS.digits) {
      this.#shown.block = this.#block;
      this.#shown.at = parts.panAt;
      return this.#judge.judge(this.#block, parts.panAt, parts.panLength, isIdEchoed);
    }
    return this.#judgeOddLine(isIdEchoed);
  }

  #judgeOddLine(isIdEchoed: boolean): number {
    const parts = this.#parts;
    switch (parts.panKind) {
      case PAN_KINDS.bytes:
        return this.#judgeScratch(this.#scratch.takeBytes(this.#block.bytes, parts.panAt, parts.panLength), isIdEchoed);
      case PAN_KINDS.text:
        return this.#judgeScratch(this.#scratch.takeText(parts.panText), isIdEchoed);
      case PAN_KINDS.number:
        return this.#odd.ofNumber(isIdEchoed);
      case PAN_KINDS.tooLong:
        return this.#odd.ofLine('LINE_TOO_LONG', isIdEchoed);
      case PAN_KINDS.notJson:
        return this.#odd.ofLine('LINE_NOT_JSON', isIdEchoed);
      case PAN_KINDS.notCsv:
        return this.#odd.ofLine('LINE_NOT_CSV', isIdEchoed);
      case PAN_KINDS.missing:
      case PAN_KINDS.digits:
        return this.#odd.ofLine('LINE_WITHOUT_PAN', isIdEchoed);
    }
  }

  #judgeScratch(isPan: boolean, isIdEchoed: boolean): number {
    const { block, at, digitCount } = this.#scratch;
    if (!isPan || digitCount === 0) return this.#odd.ofNoPan(isPan, digitCount, isIdEchoed);
    this.#shown.block = block;
    this.#shown.at = at;
    return this.#judge.judge(block, at, digitCount, isIdEchoed);
  }

  #count(verdict: number): void {
    const { tally } = this;
    tally[this.#book.statusPlace[verdict]!]!++;
    tally[this.#book.brandPlace[verdict]!]!++;
    const findings = this.#book.findingPlaces[verdict];
    if (findings === undefined) return;
    for (const place of findings) tally[place]!++;
  }
}

function readerOf({ input, columns, lineBytesMax }: BatchPlan): LineReader {
  if (input === 'text') return new TextLines(lineBytesMax);
  if (input === 'ndjson') return new JsonLines(lineBytesMax);
  if (columns === null) throw new RangeError('A plan for CSV names its columns.');
  return new CsvLines(columns, lineBytesMax);
}
