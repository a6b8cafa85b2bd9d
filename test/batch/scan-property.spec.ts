import { describe, expect, test } from '@jest/globals';
import { BATCH_INPUTS, type BatchInput } from '../../src/core/batch/batch-plan.js';
import { CardTables } from '../../src/core/card-tables.js';
import type { BatchCase, BlockCase } from './batch-cases.js';
import { slowScan, type Met, type Scan, type Scanned } from './scan-comparison.js';
import { BATCHES, checkScan, expectAllMet } from './scan-property.js';

/** The twin, asked something else than it should be. */
function asking(change: (batch: BatchCase, block: BlockCase) => { batch?: BatchCase; block?: BlockCase }): Scan {
  return (batch) => (block) => {
    const changed = change(batch, block);
    return slowScan(changed.batch ?? batch)(changed.block ?? block);
  };
}

/** The twin, with what it answers changed. */
function answering(change: (text: string, batch: BatchCase) => string): Scan {
  return (batch) => (block) => {
    const answer = slowScan(batch)(block);
    return { ...answer, bytes: Buffer.from(change(Buffer.from(answer.bytes).toString(), batch)) };
  };
}

function planned(batch: BatchCase, changes: Partial<BatchCase['plan']>): { batch: BatchCase } {
  return { batch: { ...batch, plan: { ...batch.plan, ...changes } } };
}

function rewritten(block: BlockCase, change: (latin1: string) => string): { block: BlockCase } {
  const bytes = Buffer.from(change(Buffer.from(block.bytes).toString('latin1')), 'latin1');
  return { block: { ...block, bytes } };
}

/** Counts of all blocks so far instead of each one's own. */
const adding: Scan = (batch) => {
  let sums: number[] = [];
  const scan = slowScan(batch);
  return (block) => {
    const answer: Scanned = scan(block);
    sums = Array.from(answer.tally, (count, index) => count + (sums[index] ?? 0));
    return { ...answer, tally: Uint32Array.from(sums) };
  };
};

const WRONG_ANSWERS: readonly (readonly [string, BatchInput, Scan])[] = [
  [
    'reads one byte more',
    'text',
    asking(({ plan, ...rest }) => planned({ plan, ...rest }, { lineBytesMax: plan.lineBytesMax + 1 })),
  ],
  [
    'reads one byte less',
    'csv',
    asking(({ plan, ...rest }) => planned({ plan, ...rest }, { lineBytesMax: plan.lineBytesMax - 1 })),
  ],
  ['numbers lines in 32 bits', 'ndjson', asking((_, block) => ({ block: { ...block, line: block.line | 0 } }))],
  ['counts bytes in 32 bits', 'text', asking((_, block) => ({ block: { ...block, offset: block.offset >>> 0 } }))],
  [
    'looks into no issuer file',
    'text',
    asking((batch) => {
      const tables = new CardTables(batch.tables.tables.iins, null);
      return { batch: { ...batch, tables: { ...batch.tables, tables } } };
    }),
  ],
  ['drops carriage returns', 'text', asking((_, block) => rewritten(block, (text) => text.replaceAll(/\r+\n/g, '\n')))],
  [
    'keeps carriage returns',
    'csv',
    asking((_, block) => rewritten(block, (text) => text.replaceAll('\r\n', '\r\r\n'))),
  ],
  ['reads Latin-1', 'ndjson', asking((_, block) => rewritten(block, (text) => text.replaceAll('\xc3', 'a')))],
  [
    'drops byte order marks',
    'ndjson',
    asking((_, block) => rewritten(block, (text) => text.replaceAll('\xef\xbb\xbf', ''))),
  ],
  ['takes NUL for a blank', 'text', asking((_, block) => rewritten(block, (text) => text.replaceAll('\0', ' ')))],
  [
    'reads no escapes of digits',
    'ndjson',
    asking((_, block) => rewritten(block, (text) => text.replaceAll('\\u003', '\\u006'))),
  ],
  [
    'takes any blank for one of JSON',
    'ndjson',
    asking((_, block) => rewritten(block, (text) => text.replaceAll('\x0b', ' '))),
  ],
  ['forgives trailing commas', 'ndjson', asking((_, block) => rewritten(block, (text) => text.replaceAll(',}', '}')))],
  ['forgives quotation marks', 'csv', asking((_, block) => rewritten(block, (text) => text.replaceAll('a"b', 'ab')))],
  [
    'has one delimiter',
    'csv',
    asking((batch) => planned(batch, { columns: { ...batch.plan.columns!, delimiter: 44 } })),
  ],
  ['writes what was not asked for', 'text', asking((batch) => planned(batch, { only: [] }))],
  ['adds up blocks', 'text', adding],
  ['shortens numbers', 'ndjson', answering((text) => text.replaceAll('"id":1.50', '"id":1.5'))],
  ['escapes what needs none', 'ndjson', answering((text) => text.replaceAll('\u2028', '\\u2028'))],
  ['quotes no blanks', 'csv', answering((text) => text.replaceAll(/" ([^",]*)"/g, ' $1'))],
  ['forgets the last finding', 'text', answering((text) => text.replaceAll(',"RANGE_DISPUTED"]', ']'))],
  ['forgets the last line', 'text', answering((text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))],
  ['writes a line too many', 'csv', answering((text) => `${text}\n`)],
];

describe('the comparison with the slow twin', () => {
  test.each(WRONG_ANSWERS)('finds out a scanner that %s', (_, input, scan) => {
    expect(() => checkScan(input, scan, new Map(), { numRuns: 5000, endOnFailure: true })).toThrow();
  });

  test('meets everything that can be said, and lets the twin itself pass', () => {
    const met: Met = new Map();
    for (const input of BATCH_INPUTS) checkScan(input, slowScan, met, { numRuns: BATCHES[input] });
    expectAllMet(met);
  }, 60_000);
});
