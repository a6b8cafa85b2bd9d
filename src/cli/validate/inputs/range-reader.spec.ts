import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, type LineBlock } from '../../../core/batch/line-block.js';
import { LineCutter } from '../../../core/batch/line-cutter.js';
import { piecesOf, shardRange } from './byte-range.js';
import { markBytes } from './input-head.js';
import { RangeReader } from './range-reader.js';
import type { RangedFile } from '../scan/scan-task.js';

const LINE_BYTES_MAX = 8;
const MARK = '\ufeff';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'iinspect-ranges-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function withFile<Result>(text: string, work: (file: RangedFile) => Result): Result {
  const bytes = Buffer.from(text);
  const path = join(folder, 'lines.txt');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r+');
  try {
    return work({ fd, size: bytes.length, start: markBytes(bytes) });
  } finally {
    closeSync(fd);
  }
}

interface Line {
  readonly offset: number;
  readonly text: string;
}

/** The lines of a block, where they begin, and no more of a long one than shows that it is too long. */
function linesOf({ buffer, from, to, offset }: LineBlock): readonly Line[] {
  const lines = Buffer.from(buffer, from, to - from)
    .toString('latin1')
    .split('\n')
    .slice(0, -1);
  const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, offset));
  return lines.map((text, index) => ({ offset: starts[index]!, text: text.slice(0, LINE_BYTES_MAX + 2) }));
}

/** All the lines, found without ranges. */
function expectedLines(text: string): readonly Line[] {
  const bytes = Buffer.from(text);
  const start = markBytes(bytes);
  const lines = bytes.subarray(start).toString('latin1').split('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, start));
  const all = lines.map((line, index) => ({ offset: starts[index]!, text: line.slice(0, LINE_BYTES_MAX + 2) }));
  return lines.at(-1) === '' ? all.slice(0, -1) : all;
}

const LONG = 'x'.repeat(LINE_BYTES_MAX + 3);
const TEXTS: Readonly<Record<string, string>> = {
  'line feeds': '12345\n1\n\n22\n12345\n',
  'carriage returns and line feeds': '1\r\n12345678\r\n\r\n2\r\n',
  'a last line without its end': '1\n22\n333',
  'one line': '7',
  'empty lines': '\n\n\n\n',
  nothing: '',
  'a byte order mark': `${MARK}1\n22\n`,
  'a byte order mark in the middle': `1\n${MARK}1\n22\n`,
  'only a byte order mark': MARK,
  'lines that are too long': `1\n${LONG}\n2\n${LONG.repeat(4)}\n${LONG}\r\n3`,
  'a long line at the end': `1\n${LONG.repeat(3)}`,
};

describe.each(Object.entries(TEXTS))('of a file with %s', (_, text) => {
  const size = Buffer.byteLength(text);

  test('every line is in exactly one shard, however many there are and however small they are read', () => {
    withFile(text, (file) => {
      for (const pieceBytes of [1, 2, 5, 64]) {
        const reader = new RangeReader(pieceBytes, LINE_BYTES_MAX);
        for (let count = 1; count <= size + 3; count++) {
          const found = Array.from({ length: count }, (_, index) => shardRange({ index, count }, size)).flatMap(
            ({ from, to }) => {
              const pieces = [...piecesOf({ from: Math.max(from, file.start), to }, pieceBytes)];
              return pieces.flatMap((piece) => {
                const block = reader.read(file, piece);
                const lines = block === null ? [] : linesOf(block);
                expect(lines.filter(({ offset }) => offset < piece.from || offset >= piece.to)).toEqual([]);
                return lines;
              });
            },
          );
          expect(found).toEqual(expectedLines(text));
        }
      }
    });
  });

  test('the lines are those that a stream of it has', () => {
    const blocks: LineBlock[] = [];
    const cutter = new LineCutter(
      LINE_BYTES_MAX,
      () => new ArrayBuffer(BLOCK_HEAD_BYTES + LINE_BYTES_MAX + 8 + BLOCK_TAIL_BYTES),
    );
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) {
      at = cutter.add(bytes, at);
      blocks.push(...[cutter.cut()].filter((block) => block !== null));
    }
    blocks.push(...[cutter.end()].filter((block) => block !== null));
    const texts = blocks.flatMap(linesOf).map((line) => line.text);
    expect(texts).toEqual(expectedLines(text).map((line) => line.text));
  });
});

test('these files have lines that end at, before and behind the edge of every kind of range', () => {
  const lengths = Object.values(TEXTS).flatMap((text) => expectedLines(text).map((line) => line.text.length));
  expect(lengths.filter((length) => length > LINE_BYTES_MAX).length).toBeGreaterThan(3);
  expect(lengths.filter((length) => length === 0).length).toBeGreaterThan(3);
});

test('a file that became shorter is not taken for one that ends there', () => {
  withFile('12345\n12345\n', (file) => {
    ftruncateSync(file.fd, 6);
    const reader = new RangeReader(64, LINE_BYTES_MAX);
    expect(() => reader.read(file, { from: 0, to: 12 })).toThrow(expect.objectContaining({ code: 'changed' }));
  });
});

test('nothing is left of what was read, once it is cleared', () => {
  withFile('12345\n678', (file) => {
    const reader = new RangeReader(6, LINE_BYTES_MAX);
    const { buffer } = reader.read(file, { from: 0, to: 6 })!;
    expect(Buffer.from(buffer).toString('latin1')).toContain('12345\n678');
    reader.clear();
    expect(new Uint8Array(buffer).some((byte) => byte !== 0)).toBe(false);
  });
});

test('the edges of shards are exact beyond 2^53', () => {
  const bytes = 9_000_000_000_000_001;
  const count = 999_983;
  expect(shardRange({ index: count - 1, count }, bytes).to).toBe(bytes);
  const last = shardRange({ index: 999_999, count: 1_000_000 }, 2 ** 45 + 1);
  expect(last).toEqual({ from: Number((999_999n * (2n ** 45n + 1n)) / 1_000_000n), to: 2 ** 45 + 1 });
  const edge = Number((BigInt(bytes) * 500_000n) / BigInt(count));
  expect(shardRange({ index: 500_000, count }, bytes).from).toBe(edge);
});
