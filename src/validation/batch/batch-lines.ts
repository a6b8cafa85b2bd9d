import { BatchInputError } from '../../core/batch/batch-input-error.js';
import type { CsvColumns } from '../../core/batch/batch-plan.js';
import { type CsvQuestion, findCsvColumns } from '../../core/batch/csv-header.js';
import type { LineBlock } from '../../core/batch/line-block.js';
import { countLines } from '../../core/batch/line-count.js';
import { LineCutter } from '../../core/batch/line-cutter.js';
import type { BatchLimits } from './batch-request.js';
import { BLOCK_LINES_MAX } from './batch-sizes.js';
import { splitCsvStart } from './csv-start.js';
import type { InputBuffers } from './input-buffers.js';
import { copyInto, splitLines } from './line-pieces.js';

const LINE_FEED = 10;
/** A byte order mark before it, and a carriage return. */
const AROUND_HEADER_BYTES = 4;

export interface NumberedBlock {
  readonly block: LineBlock;
  /** Number of its first line. */
  readonly line: number;
  /** How many it has. */
  readonly lines: number;
}

/** How an input can end: with whatever it ended with, or cut off, when a last line without its end is none. */
export type InputEnd = 'whole' | 'cut';

interface Uncut {
  readonly block: LineBlock;
  readonly lines: number;
}

/** Chunks in, blocks of numbered lines out. Takes the header of a CSV off, and stops at the last line that may be answered. */
export class BatchLines {
  readonly #cutter: LineCutter;
  #columns: CsvColumns | null;
  #header: CsvQuestion | null;
  /** The cutter holds a whole line. */
  #hasLine = false;
  #isFull = false;
  #hasEnded = false;
  /** More lines than make a block, already cut. */
  #uncut: Uncut | null = null;
  #line = 1;
  #linesLeft: number;
  #isBeyondMax = false;

  /** @throws BatchInputError */
  constructor(
    csv: CsvQuestion | null,
    private readonly limits: BatchLimits,
    private readonly buffers: InputBuffers,
  ) {
    this.#header = csv?.hasHeader === true ? csv : null;
    this.#columns = csv === null || csv.hasHeader ? null : findCsvColumns(csv, null);
    this.#linesLeft = limits.linesMax;
    this.#cutter = new LineCutter(limits.lineBytesMax, buffers.take);
  }

  /** Known as soon as there is a block, if the input is CSV. */
  get columns(): CsvColumns | null {
    return this.#columns;
  }

  /** There are more lines than may be answered, and all that may be were taken. */
  get isBeyondMax(): boolean {
    return this.#isBeyondMax;
  }

  /** Takes in no more before a block is taken. */
  get isFull(): boolean {
    return this.#isFull || this.#uncut !== null || this.#isBeyondMax;
  }

  get hasBlock(): boolean {
    return !this.#isBeyondMax && (this.#hasLine || this.#uncut !== null);
  }

  /** @param bytesMax How much a block shall have, unless a line is longer. @returns Where it stopped. @throws BatchInputError */
  add(chunk: Uint8Array, at: number, bytesMax: number): number {
    const room = bytesMax - this.#cutter.pendingBytes;
    const part = room > 0 && chunk.length - at > room ? chunk.subarray(0, at + room) : chunk;
    const next = this.#cutter.add(part, at);
    const lineEnd = part.indexOf(LINE_FEED, at);
    if (lineEnd !== -1 && lineEnd < next) this.#hasLine = true;
    this.#refuseEndlessHeader();
    this.#isFull = next < part.length || (this.#hasLine && this.#cutter.pendingBytes >= bytesMax);
    return next;
  }

  /** The next lines; null when there are none. @throws BatchInputError only before the first. */
  take(): NumberedBlock | null {
    if (this.#isBeyondMax) return null;
    const uncut = this.#uncut ?? this.#counted(this.#cutter.cut());
    this.#uncut = null;
    return uncut === null ? null : this.#number(uncut);
  }

  /** The same when nothing follows any more. To be called until it gives null. @throws BatchInputError only before the first. */
  end(end: InputEnd): NumberedBlock | null {
    if (this.#uncut !== null || end === 'cut') return this.take();
    if (this.#hasEnded || this.#isBeyondMax) return null;
    this.#hasEnded = true;
    const uncut = this.#counted(this.#cutter.end());
    if (this.#header !== null) throw new BatchInputError('csv_header_missing');
    return uncut === null ? null : this.#number(uncut);
  }

  /** A header need not be read to its end to be too long, and whoever sends it may never come to that end. */
  #refuseEndlessHeader(): void {
    if (this.#header === null || this.#hasLine) return;
    if (this.#cutter.pendingBytes > this.limits.lineBytesMax + AROUND_HEADER_BYTES)
      throw new BatchInputError('csv_header_damaged');
  }

  #counted(cut: LineBlock | null): Uncut | null {
    this.#hasLine = false;
    this.#isFull = false;
    if (cut === null) return null;
    const block = this.#header === null ? cut : this.#withoutHeader(cut, this.#header);
    if (block.from < block.to) return { block, lines: countLines(block) };
    this.buffers.giveBack(block.buffer);
    return null;
  }

  #withoutHeader(block: LineBlock, question: CsvQuestion): LineBlock {
    const { header, rest } = splitCsvStart(block, this.limits.lineBytesMax);
    this.#columns = findCsvColumns(question, header);
    this.#header = null;
    this.#line++;
    return rest;
  }

  #number({ block, lines }: Uncut): NumberedBlock | null {
    const linesMax = Math.min(BLOCK_LINES_MAX, this.#linesLeft);
    if (lines <= linesMax) return this.#passOn(block, lines);
    const [first, others] = splitLines(block, linesMax);
    if (linesMax === this.#linesLeft) {
      this.#isBeyondMax = true;
      return linesMax === 0 ? null : this.#passOn(first, linesMax);
    }
    this.#uncut = { block: others, lines: lines - linesMax };
    return this.#passOn(copyInto(this.buffers.take(), first), linesMax);
  }

  #passOn(block: LineBlock, lines: number): NumberedBlock {
    const line = this.#line;
    this.#line += lines;
    this.#linesLeft -= lines;
    return { block, line, lines };
  }
}
