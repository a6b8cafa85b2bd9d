import { describe, expect, test } from '@jest/globals';
import { embeddedTables, madeUp } from '../../../test/support/embedded-table.js';
import { BATCH_FIELDS } from './batch-field.js';
import type { BatchPlan } from './batch-plan.js';
import { BatchScanner, RECORD_BYTES_MAX } from './batch-scanner.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from './line-block.js';

const PLAN: BatchPlan = {
  input: 'text',
  columns: null,
  output: 'ndjson',
  fields: [...BATCH_FIELDS],
  only: [],
  lineBytesMax: 100,
};

const FEW = 24;

/** Numbers of many kinds, in an order of their own in every block, with what is no number between them. */
function blockText(seed: number): string {
  const prefixes = ['4', '51', '2221', '34', '3528', '36', '6011', '62', '50', '9400', '1', '0', '81', '5018', '6304'];
  const lengths = Array.from({ length: 10 }, (_, index) => index + 10);
  const cards = prefixes.flatMap((prefix) => lengths.map((length) => madeUp(`${prefix}${seed % 7}`, length)));
  const wrong = cards.map((pan) => `${pan.slice(0, -1)}${(Number(pan.at(-1)) + 1) % 10}`);
  const odd = ['', 'x', '-', '4'.repeat(9), '4'.repeat(40), '4111 1111 1111 1111', ' '.repeat(101)];
  const lines = [...cards, ...wrong, ...odd];
  return lines.map((_, index) => `${lines[(index * (seed * 2 + 1)) % lines.length]!}\n`).join('');
}

interface Answer {
  readonly text: string;
  readonly tally: readonly number[];
}

function scan(scanner: BatchScanner, text: string): Answer {
  const bytes = Buffer.from(text);
  const buffer = new ArrayBuffer(BLOCK_HEAD_BYTES + bytes.length + BLOCK_TAIL_BYTES);
  new Uint8Array(buffer).set(bytes, BLOCK_HEAD_BYTES);
  const to = BLOCK_HEAD_BYTES + bytes.length;
  scanner.begin({ buffer, from: BLOCK_HEAD_BYTES, to, offset: 0 }, 1);
  const out = new Uint8Array(2 * RECORD_BYTES_MAX);
  let answer = '';
  while (!scanner.isDone) answer += Buffer.from(out.subarray(0, scanner.fill(out))).toString();
  scanner.end();
  return { text: answer, tally: [...scanner.tally] };
}

describe('the scanner', () => {
  test('writes the same when it has to forget what it knows, again and again', () => {
    const [forgetful, other] = [new BatchScanner(embeddedTables, PLAN, FEW), new BatchScanner(embeddedTables, PLAN)];
    for (let seed = 0; seed < 5; seed++) {
      const text = Array.from({ length: 4 }, (_, more) => blockText(seed + more)).join('');
      const expected = scan(other, text);
      expect(scan(forgetful, text)).toEqual(expected);
      const kinds = new Set(expected.text.split('\n').map((record) => record.replaceAll(/\d{2,}/g, '')));
      expect(kinds.size).toBeGreaterThan(3 * FEW);
      expect(expected.tally.slice(0, 3).reduce((sum, count) => sum + count)).toBe(text.split('\n').length - 1);
    }
  });

  test('has nothing to write where there is no block, before the first one and after each', () => {
    const scanner = new BatchScanner(embeddedTables, PLAN);
    const out = new Uint8Array(2 * RECORD_BYTES_MAX);
    expect(scanner.fill(out)).toBe(0);
    expect(scan(scanner, blockText(0)).text).not.toBe('');
    expect([scanner.isDone, scanner.fill(out)]).toEqual([true, 0]);
  });

  test('wants room for two of the longest records', () => {
    const scanner = new BatchScanner(embeddedTables, PLAN);
    expect(() => scanner.fill(new Uint8Array(2 * RECORD_BYTES_MAX - 1))).toThrow('too small');
  });

  test('wants the columns of CSV', () => {
    expect(() => new BatchScanner(embeddedTables, { ...PLAN, input: 'csv' })).toThrow('columns');
  });
});
