import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cli } from './fake-io.js';
import { folderWith } from './issuer-files.js';

const VISA = '4111111111111111';
const MARK = '\ufeff';

let folder = '';
beforeAll(() => {
  folder = folderWith({});
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Answered {
  /** The offset of each record. */
  readonly offsets: readonly number[];
  readonly lines: readonly number[];
  readonly summary: { readonly lines: number; readonly shard?: object };
}

async function answered(path: string, ...args: readonly string[]): Promise<Answered> {
  const summary = join(folder, 'summary.json');
  const { exitCode, stdout, stderr } = await cli(
    ...['validate', path, '--fields', 'offset', '--summary', summary, ...args],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const records = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { line: number; offset: number } => JSON.parse(line));
  return {
    offsets: records.map(({ offset }) => offset),
    lines: records.map(({ line }) => line),
    summary: JSON.parse(readFileSync(summary, 'utf8')),
  };
}

const FILES = {
  'line feeds': `${VISA}\n1\n\n22\n${VISA}\n`,
  'carriage returns': `1\r\n${VISA}\r\n\r\n`,
  'no final line end': `1\n22\n333`,
  'one line': '7',
  nothing: '',
  'empty lines': '\n\n\n',
  'a byte order mark': `${MARK}1\n22\n`,
  'only a byte order mark': MARK,
};

describe.each(Object.entries(FILES))('a text file with %s', (_, text) => {
  const bytes = Buffer.from(text);
  const size = bytes.length;
  /** Where lines begin, found in another way than by looking for what stands before them. */
  const expected = startsOf(text);

  // All counts: range-reader.spec.ts, without the command line around it.
  test.each([...new Set([1, 2, 3, size + 2])])('has every line in exactly one of %i shards', async (count) => {
    const path = join(folder, 'cards.txt');
    writeFileSync(path, bytes);
    const offsets: number[] = [];
    for (let index = 0; index < count; index++) {
      const shard = await answered(path, '--shard', `${String(index)}/${String(count)}`);
      const [from, to] = [Math.floor((index * size) / count), Math.floor(((index + 1) * size) / count)];
      expect(shard.summary.shard).toEqual({ index, count, from, to, bytes: size });
      expect(shard.lines).toEqual(shard.offsets.map((_, line) => line + 1));
      expect(shard.offsets.filter((offset) => offset < from || offset >= to)).toEqual([]);
      expect(shard.summary.lines).toBe(shard.offsets.length);
      offsets.push(...shard.offsets);
    }
    expect(offsets).toEqual(expected);
    expect((await answered(path)).offsets).toEqual(expected);
  });
});

test('these files have lines in the middle of shards, at their edges, and none', () => {
  const counts = Object.values(FILES).map((text) => startsOf(text).length);
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 5]);
});

/** Offsets of the lines of a text, its byte order mark left out. */
function startsOf(text: string): readonly number[] {
  const mark = text.startsWith(MARK) ? 3 : 0;
  const lines = text.replace(MARK, '').split('\n');
  const whole = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return whole.map((_, index) => mark + whole.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
}

describe('a CSV file with a header', () => {
  const header = 'pan;order\r\n';
  const rows = [`${VISA};a\r\n`, `"${VISA}";b\r\n`, ';c\r\n', `${VISA};d`];
  const text = MARK + header + rows.join('');
  const size = Buffer.byteLength(text);

  test.each([1, 2, 5, size + 1])(
    'is read by every one of %i shards, and the header answered by none',
    async (count) => {
      const path = join(folder, 'cards.csv');
      writeFileSync(path, text);
      const offsets: number[] = [];
      for (let index = 0; index < count; index++) {
        const shard = await answered(path, '--delimiter', ';', '--shard', `${String(index)}/${String(count)}`);
        // The header is a line of the shard that has its first byte.
        const before = Math.floor((index * size) / count) === 0 ? 1 : 0;
        expect(shard.lines).toEqual(shard.offsets.map((_, line) => line + 1 + before));
        offsets.push(...shard.offsets);
      }
      expect(offsets).toEqual(rows.map((_, index) => 3 + header.length + rows.slice(0, index).join('').length));
    },
  );

  test('counts it as line 1', async () => {
    const path = join(folder, 'cards.csv');
    writeFileSync(path, text);
    const { lines, summary } = await answered(path, '--delimiter', ';');
    expect(lines).toEqual([2, 3, 4, 5]);
    expect(summary.lines).toBe(4);
    expect(summary.shard).toBeUndefined();
  });
});
