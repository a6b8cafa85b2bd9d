import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { madeUp } from '../../../../test/support/embedded-table.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES } from '../line-block.js';
import { JsonLines } from './json-lines.js';
import { ID_KINDS, type Stretch } from './line-parts.js';
import { LineRows } from './line-rows.js';
import { RecordIds } from '../records/record-id.js';

const LINE_BYTES_MAX = 64;

function stretchOf(text: string): Stretch {
  const bytes = Buffer.from(text);
  const buffer = new Uint8Array(BLOCK_HEAD_BYTES + bytes.length + BLOCK_TAIL_BYTES);
  buffer.set(bytes, BLOCK_HEAD_BYTES);
  const block = { bytes: buffer, view: new DataView(buffer.buffer) };
  return { block, from: BLOCK_HEAD_BYTES, to: BLOCK_HEAD_BYTES + bytes.length };
}

/** What the rows say of each line, places counted from where it begins. */
function read(reader: JsonLines, text: string): readonly unknown[] {
  const rows = new LineRows();
  const stretch = stretchOf(text);
  const end = reader.read(stretch, rows);
  new RecordIds('ndjson').look(stretch.block.bytes, rows);
  const ends = [...rows.lineAt.subarray(1, rows.count), end];
  return ends.map((next, row) => {
    const from = rows.lineAt[row]!;
    const hasPan = rows.panKind[row]! <= 1;
    const hasId = [ID_KINDS.bytes, ID_KINDS.plainText, ID_KINDS.plainNumber].some((kind) => kind === rows.idKind[row]);
    const pan = hasPan ? [rows.panAt[row]! - from, rows.panLength[row]] : rows.panText[row];
    return {
      bytes: next - from,
      pan: [rows.panKind[row], rows.panKind[row]! <= 2 ? pan : null],
      id: [rows.idKind[row], hasId ? [rows.idAt[row]! - from, rows.idLength[row]] : null],
    };
  });
}

/** How programs write lines: before, between and after the values, which come in this order or the other. */
const SHAPES = [
  ['{"pan":"', '","id":', '}'],
  ['{"pan": "', '", "id": ', '}'],
  ['{"pan":"', '","id":"', '"}'],
  [' { "pan" : "', '" , "name":"N","id":"', '" } \r'],
  ['{"id":', ',"pan":"', '"}', 'id first'],
  ['{"id": "', '", "pan": "', '"}', 'id first'],
  ['{"pan":"', '"', '}', 'no id'],
  ['"', '"', '', 'no id'],
] as const;

const pans = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(madeUp('4539', 16), madeUp('37', 15), madeUp('62', 19), madeUp('5018', 12)) },
  fc.constantFrom('', '4', '4'.repeat(20), '4111 1111', '4111x', '41\\u0031', '41"11', '４', '41}'),
);
const ids = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 10 ** 9 }).map(String) },
  fc.constantFrom(
    '0',
    '00',
    '01',
    '-1',
    '1.5',
    '1e3',
    '12345678901',
    '123456789012',
    'null',
    '',
    'a b',
    'é',
    '"',
    '\\n',
  ),
  fc.constantFrom('order-17', 'a'.repeat(40), '123e4567-e89b-12d3-a456-426614174000', '1,"id":2', '1","pan":"4'),
);
const lines = fc
  .array(fc.tuple(fc.constantFrom(...SHAPES), fc.array(fc.tuple(pans, ids), { minLength: 1, maxLength: 20 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) =>
    parts.flatMap(([[before, between, after, order], values]) =>
      values.map(([pan, id]) => {
        if (order === 'no id') return `${before}${pan}${between}${after}\n`;
        return order === 'id first'
          ? `${before}${id}${between}${pan}${after}\n`
          : `${before}${pan}${between}${id}${after}\n`;
      }),
    ),
  );

describe('lines of JSON', () => {
  test('are read as they would be without the lines before them, whatever these looked like', () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(lines, (texts) => {
        const together = read(new JsonLines(LINE_BYTES_MAX), texts.join(''));
        const alone = texts.flatMap((text) => read(new JsonLines(LINE_BYTES_MAX), text));
        expect(together).toEqual(alone);
        for (const each of alone as readonly { pan: readonly unknown[]; id: readonly unknown[] }[])
          for (const what of [`pan ${String(each.pan[0])}`, `id ${String(each.id[0])}`])
            met.set(what, (met.get(what) ?? 0) + 1);
      }),
      // Chance alone would miss one of the kinds below now and then.
      { numRuns: 600, seed: 20_261_122 },
    );
    for (const what of ['pan 0', 'pan 1', 'pan 2', 'pan 5', 'pan 6', 'id 0', 'id 1', 'id 6', 'id 7', 'id 8'])
      expect([what, (met.get(what) ?? 0) > 10]).toEqual([what, true]);
  });

  test('are read alike at every length about the limit', () => {
    const reader = new JsonLines(LINE_BYTES_MAX);
    read(reader, '{"pan":"4","id":"a"}\n');
    for (let length = LINE_BYTES_MAX - 30; length < LINE_BYTES_MAX - 10; length++) {
      const text = `{"pan":"4","id":"${'a'.repeat(length)}"}\n`;
      expect(read(reader, text)).toEqual(read(new JsonLines(LINE_BYTES_MAX), text));
    }
  });
});
