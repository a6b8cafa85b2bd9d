import fc from 'fast-check';
import {
  BATCH_FIELDS,
  DEFAULT_BATCH_FIELDS,
  REVEALED_PAN,
  type RecordField,
} from '../../src/core/batch/batch-field.js';
import type { BatchInput, BatchPlan } from '../../src/core/batch/batch-plan.js';
import { STATUSES } from '../../src/core/report.js';
import { TABLES, type NamedTables } from './batch-tables.js';
import { csvLines, DELIMITER } from './csv-lines.js';
import { jsonLines } from './json-lines.js';
import { bytesOf, panTexts } from './pan-texts.js';

/** Blocks of one batch, as they come one after the other. */
export interface BatchCase {
  readonly tables: NamedTables;
  readonly plan: BatchPlan;
  readonly blocks: readonly BlockCase[];
  /** Of each buffer for records, in bytes beyond the least. */
  readonly outBytesMore: number;
}

export interface BlockCase {
  /** Whole lines. */
  readonly bytes: Uint8Array;
  readonly line: number;
  readonly offset: number;
  /** Bytes of room before and behind the block beyond the least, and what the room is full of. */
  readonly head: number;
  readonly tail: number;
  readonly filling: number;
}

const FIELDS: readonly RecordField[] = [...BATCH_FIELDS, REVEALED_PAN];

const fields: fc.Arbitrary<readonly RecordField[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(DEFAULT_BATCH_FIELDS) },
  { weight: 2, arbitrary: fc.constant(FIELDS) },
  { weight: 3, arbitrary: fc.shuffledSubarray([...FIELDS], { minLength: 1 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<readonly RecordField[]>([], ['offset'], ['findings'], ['possible'], ['formatted']),
  },
);

const only = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.shuffledSubarray([...STATUSES], { minLength: 1 }));

/** The least is enough for a card number in quotation marks, no more. */
const lineBytesMax = fc.constantFrom(24, 150, 400, 400, 4096, 4096);

const columns = fc.record({
  delimiter: fc.constantFrom(',', ',', ';', '\t', '|', ':', ' ').map((character) => character.charCodeAt(0)),
  pan: fc.constantFrom(0, 1, 1, 2),
  id: fc.constantFrom(null, 0, 0, 1, 3),
});

function batchesOf(input: BatchInput): fc.Arbitrary<BatchCase> {
  return fc.oneof(
    ...TABLES.map((tables) => {
      const pans = panTexts(tables.prefixes);
      const lines = { ndjson: jsonLines, csv: csvLines, text: (texts: typeof pans) => texts }[input](pans);
      return fc
        .record({
          columns: input === 'csv' ? columns : fc.constant(null),
          output: fc.constantFrom('ndjson' as const, 'ndjson' as const, 'csv' as const),
          fields,
          only,
          lineBytesMax,
          blocks: fc.array(blockDraft(lines), { minLength: 1, maxLength: 3 }),
          outBytesMore: fc.constantFrom(0, 0, 1, 60_000),
        })
        .map(({ blocks, outBytesMore, ...rest }) => {
          const plan: BatchPlan = { input, ...rest };
          return readable({ tables, plan, blocks: blocks.map((draft) => toBlock(draft, plan)), outBytesMore });
        });
    }),
  );
}

/** Shown without the bytes of its tables. */
function readable(batch: BatchCase): BatchCase {
  const blocks = batch.blocks.map((block) => ({ ...block, bytes: Buffer.from(block.bytes).toString('latin1') }));
  const shown = JSON.stringify({ ...batch, tables: batch.tables.name, blocks });
  return Object.assign(batch, { [fc.toStringMethod]: () => shown });
}

interface LineDraft {
  readonly text: string;
  readonly end: string;
  /** Make the line so much longer than the limit. */
  readonly stretch: number | null;
}

type BlockDraft = Omit<BlockCase, 'bytes'> & { readonly lines: readonly LineDraft[]; readonly times: number };

const LINE_ENDS = ['\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r\r\n'];

function blockDraft(lines: fc.Arbitrary<string>): fc.Arbitrary<BlockDraft> {
  const stretch = fc.constantFrom(-2, -1, 0, 1, 2, 3, 500);
  const line = fc.record({
    text: lines,
    end: fc.constantFrom(...LINE_ENDS),
    stretch: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, stretch),
  });
  return fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 24 }),
    // Enough for more records than the least buffer holds.
    times: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.constant(9)),
    line: fc.constantFrom(
      1,
      2,
      8,
      95,
      9_997,
      999_995,
      99_999_990,
      2 ** 31 - 5,
      2 ** 32 - 5,
      9_999_999_995,
      2 ** 53 - 500,
    ),
    offset: fc.constantFrom(0, 3, 9_990, 2 ** 31 - 50, 2 ** 32 - 50, 999_999_999_980, 2 ** 52),
    head: fc.nat({ max: 9 }),
    tail: fc.nat({ max: 9 }),
    filling: fc.constantFrom(0, 10, 13, 32, 34, 44, 52, 57, 92, 125, 128, 255),
  });
}

function toBlock({ lines, times, ...rest }: BlockDraft, plan: BatchPlan): BlockCase {
  const parts = lines.map(({ text, end, stretch }) => {
    const written =
      plan.columns === null ? text : text.replaceAll(DELIMITER, String.fromCharCode(plan.columns.delimiter));
    return bytesOf(stretched(written, stretch, plan) + end);
  });
  return { ...rest, bytes: Buffer.concat(Array.from({ length: times }, () => parts).flat()) };
}

/** Blanks, which many lines can have without becoming another, or letters where they count. */
function stretched(text: string, beyond: number | null, plan: BatchPlan): string {
  if (beyond === null) return text;
  const missing = plan.lineBytesMax + beyond - bytesOf(text).length;
  return missing > 0 ? text + (missing % 3 === 0 && plan.input === 'csv' ? 'x' : ' ').repeat(missing) : text;
}

/** Batches of each input. */
export const BATCH_CASES: Readonly<Record<BatchInput, fc.Arbitrary<BatchCase>>> = {
  ndjson: batchesOf('ndjson'),
  csv: batchesOf('csv'),
  text: batchesOf('text'),
};
