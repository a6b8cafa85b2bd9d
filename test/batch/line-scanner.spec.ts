import { describe, expect, test } from '@jest/globals';
import { BATCH_FIELDS, REVEALED_PAN } from '../../src/core/batch/batch-field.js';
import { BATCH_INPUTS, type BatchInput, type BatchPlan } from '../../src/core/batch/batch-plan.js';
import type { LineBlock } from '../../src/core/batch/line-block.js';
import { LineCutter } from '../../src/core/batch/line-cutter.js';
import { countLines } from '../../src/core/batch/line-count.js';
import { madeUp } from '../support/embedded-table.js';
import type { BatchCase, BlockCase } from './batch-cases.js';
import { TABLES, TEST_CARDS, type NamedTables } from './batch-tables.js';
import { FOREIGN, bytesOf } from './pan-texts.js';
import { fastScan } from './fast-scan.js';
import { compare, type Met, type Scan } from './scan-comparison.js';
import { BATCHES, checkScan, expectAllMet } from './scan-property.js';

function planOf(input: BatchInput, changes: Partial<BatchPlan> = {}): BatchPlan {
  return {
    input,
    columns: input === 'csv' ? { delimiter: 44, pan: 1, id: 0 } : null,
    output: 'ndjson',
    fields: [...BATCH_FIELDS, REVEALED_PAN],
    only: [],
    lineBytesMax: 400,
    ...changes,
  };
}

const BLOCK: Omit<BlockCase, 'bytes'> = { line: 1, offset: 0, head: 0, tail: 0, filling: 0 };

/** One batch of one block. */
function batchOf(tables: NamedTables, plan: BatchPlan, lines: readonly string[]): BatchCase {
  const bytes = Buffer.concat(lines.map((line) => bytesOf(`${line}\n`)));
  return { tables, plan, blocks: [{ ...BLOCK, bytes }], outBytesMore: 0 };
}

/** How a program would write it. */
const WAYS: Readonly<Record<BatchInput, (pan: string, index: number) => string>> = {
  ndjson: (pan, index) => JSON.stringify({ pan, id: index }),
  csv: (pan, index) => `${index},${/[",\r]/.test(pan) ? `"${pan.replaceAll('"', '""')}"` : pan}`,
  text: (pan) => pan,
};

const PANS = [
  '4111111111111111',
  '3782 822463 10005',
  madeUp('453957', 16),
  madeUp('940060', 16),
  '1',
  '4'.repeat(30),
  '',
  'x',
];

/** A line of each sort that a scanner may treat apart. */
const SORTS: Readonly<Record<BatchInput, readonly string[]>> = {
  ndjson: [
    ...PANS.flatMap((pan, index) => [JSON.stringify({ pan, id: index }), JSON.stringify(pan)]),
    ...[
      '',
      ' ',
      '\r',
      '{}',
      '[]',
      '7',
      'no',
      '{"pan":7}',
      '{"pan":null,"id":"a"}',
      '{"id":"b"}',
      '{"id":[]}',
      '"'.padEnd(70),
      '{"pan":"',
    ],
    ...['{"id":"\\u0061\\n","pan":"\\u0034"}', '{"pan":"４"}', '{"id":"\ue0ff"}', '{"id":4111111111111111,"pan":"4"}'],
  ],
  csv: [
    ...PANS.flatMap((pan, index) => [`${index},${pan}`, `"${index}","${pan}"`]),
    ...[
      '',
      ' ',
      '\r',
      ',',
      'a',
      'a,',
      ',""',
      '"a""b",1',
      '"',
      '"a"b',
      'a,"'.padEnd(70),
      'a,４',
      '\ue0ff,1',
      '4111111111111111,4',
    ],
  ],
  text: [...PANS, ' ', '\r', '-', '４', '\ue0ff', '0'.repeat(70)],
};

describe('the scanner', () => {
  test('answers as its slow twin does, whatever the lines, and that is not for want of anything to answer', () => {
    const met: Met = new Map();
    for (const input of BATCH_INPUTS) checkScan(input, fastScan, met, { numRuns: BATCHES[input] });
    expectAllMet(met);
    expect(met.get('several buffers')).toBeGreaterThan(4);
  }, 60_000);

  test.each(TABLES.slice(1))('answers as its slow twin does at every bound of a range ($name)', (tables) => {
    const met: Met = new Map();
    const numbers = [...new Set(tables.prefixes)].flatMap((prefix, index) => {
      const lengths = [16, 10 + (index % 10), 10 + ((index * 7) % 10)];
      const good = lengths.map((length) => madeUp(prefix, length));
      return [...good, prefix.padEnd(16, String(index)).slice(0, 16)];
    });
    compare(batchOf(tables, planOf('text'), numbers), fastScan, met);
    expect(met.get('status valid')).toBeGreaterThan(numbers.length / 8);
    expect(met.get('several buffers')).toBe(1);
  });

  test.each(BATCH_INPUTS)('answers as its slow twin does about every test card and its neighbours (%s)', (input) => {
    const met: Met = new Map();
    const cards = TEST_CARDS.flatMap((pan) => [pan, `${pan.slice(0, -1)}${(Number(pan.at(-1)) + 1) % 10}`, `${pan}0`]);
    for (const tables of TABLES) compare(batchOf(tables, planOf(input), cards.map(WAYS[input])), fastScan, met);
    expect(met.get(`TEST_CARD in ${input}`)).toBeGreaterThan(400);
  });

  test.each(['csv', 'ndjson'] as const)('draws the limit of an id where its slow twin does (%s)', (input) => {
    const pan = madeUp('453957', 16);
    const lines = [254, 255, 256, 257, 258].flatMap((length) => {
      const id = 'x'.repeat(length);
      const line = input === 'csv' ? `${id},${pan}` : JSON.stringify({ id, pan });
      return [line, line, WAYS[input](pan, length)];
    });
    for (const output of ['csv', 'ndjson'] as const) {
      const met: Met = new Map();
      compare(batchOf(TABLES[0]!, planOf(input, { output, lineBytesMax: 4096 }), lines), fastScan, met);
      expect([...met.keys()]).toContain(`ID_NOT_ECHOED in ${input}`);
    }
  });

  test.each(BATCH_INPUTS)('answers as its slow twin does with every odd character in every place (%s)', (input) => {
    const met: Met = new Map();
    const pan = TEST_CARDS.find((card) => card.length === 16)!;
    const places = Array.from({ length: pan.length + 1 }, (_, at) => at);
    const characters = [...FOREIGN, ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))];
    const lines = characters.flatMap((character) =>
      places.map((at) => WAYS[input](pan.slice(0, at) + character + pan.slice(at), at)),
    );
    const [tables] = TABLES;
    compare(
      batchOf(
        tables!,
        planOf(input),
        lines.filter((line) => !line.includes('\n')),
      ),
      fastScan,
      met,
    );
    expect(met.get(`PAN_NOT_DIGITS in ${input}`)).toBeGreaterThan(1500);
  });

  test.each(BATCH_INPUTS)(
    'answers alike at every line length about the limit, in every place of a word (%s)',
    (input) => {
      const met: Met = new Map();
      const [tables] = TABLES;
      const pan = TEST_CARDS.at(-1)!;
      for (const lineBytesMax of [40, 41, 42, 43, 44, 45, 46, 47, 48]) {
        const lines = Array.from(
          { length: 30 },
          (_, more) => WAYS[input](pan, more).padEnd(26 + more) + (more % 2 === 0 ? '' : '\r'),
        );
        compare(batchOf(tables!, planOf(input, { lineBytesMax }), lines), fastScan, met);
      }
      for (const beyond of [-1, 0, 1, 2]) expect(met.get(`limit ${beyond} in ${input}`)).toBeGreaterThan(5);
    },
  );

  test.each(BATCH_INPUTS)(
    'keeps nothing of a line for the next one, in a block or from block to block (%s)',
    (input) => {
      const met: Met = new Map();
      const [, tables] = TABLES;
      const lines = SORTS[input].map((line) => bytesOf(`${line}\n`));
      const plan = planOf(input, { lineBytesMax: 60 });
      for (const first of lines) {
        const pairs = lines.flatMap((second) => [first, second, Buffer.concat([first, second, first])]);
        const blocks = pairs.map((bytes) => ({ ...BLOCK, bytes }));
        compare({ tables: tables!, plan, blocks, outBytesMore: 0 }, fastScan, met);
      }
      expect(met.get('several blocks')).toBe(3 * lines.length ** 2);
    },
  );
});

const LINE_BYTES_MAX = 50;
/** Three lines and the room around them. */
const BUFFER_BYTES = 240;

describe('the scanner behind the cutter', () => {
  const lines: Readonly<Record<BatchInput, readonly string[]>> = {
    ndjson: [
      '{"pan":"4111111111111111","id":"a€"}\r',
      '',
      `"${' '.repeat(60)}"`,
      '{"pan": "378282246310005", "id": 1.50}',
      'no',
    ],
    csv: ['a,4111111111111111\r', '"b€","378282246310005"', '', `c,${' '.repeat(60)}`, 'd,"', 'e'],
    text: ['4111111111111111\r', '3782 822463 10005', '', '４', ' '.repeat(60), '0'],
  };

  test.each(BATCH_INPUTS)('answers the same wherever the input is cut, down to single bytes (%s)', (input) => {
    const plan = planOf(input, { lineBytesMax: LINE_BYTES_MAX });
    const [tables] = TABLES;
    const bytes = bytesOf(lines[input].join('\n'));
    const scan = fastScan({ tables: tables!, plan, blocks: [], outBytesMore: 0 });
    const asWhole = answerChunks(scan, [bytes]);
    expect(asWhole.split('\n')).toHaveLength(lines[input].length + 1);
    expect(asWhole).toContain('TEST_CARD');
    expect(asWhole).toContain('LINE_TOO_LONG');
    for (let at = 0; at <= bytes.length; at++)
      expect(answerChunks(scan, [bytes.subarray(0, at), bytes.subarray(at)])).toBe(asWhole);
    expect(
      answerChunks(
        scan,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
    ).toBe(asWhole);
  });
});

function answerChunks(scan: ReturnType<Scan>, chunks: readonly Uint8Array[]): string {
  const cutter = new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(BUFFER_BYTES));
  let line = 1;
  let text = '';
  const answer = (block: LineBlock | null): void => {
    if (block === null) return;
    const bytes = new Uint8Array(block.buffer).slice(block.from, block.to);
    text += Buffer.from(scan({ ...BLOCK, bytes, line, offset: block.offset }).bytes).toString();
    line += countLines(block);
  };
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      at = cutter.add(chunk, at);
      if (at < chunk.length) answer(cutter.cut());
    }
    answer(cutter.cut());
  }
  answer(cutter.end());
  return text;
}
