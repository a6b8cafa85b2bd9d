import { describe, expect, test } from '@jest/globals';
import { fakeIo, type FakeIo } from '../../test/cli/fake-io.js';
import { Progress } from './progress.js';

const MIB = 2 ** 20;

function read(io: FakeIo, isQuiet = false): void {
  const progress = new Progress(io, isQuiet);
  progress.begin('kicc-korea.csv', 10 * MIB);
  for (let step = 1; step <= 100; step++) {
    io.nowMs += 20;
    progress.advance((step * 10 * MIB) / 100);
  }
  progress.end('200 rows');
}

describe('progress on a terminal', () => {
  const io = fakeIo(80);
  read(io);
  const drawn = io.stderr.text.split('\r').filter((text) => text.includes('%'));

  test('is drawn ten times a second at most', () => {
    expect(drawn).toHaveLength(20);
  });

  test('is one line that fits', () => {
    expect(drawn.every((text) => text.length === 79 && !text.includes('\n'))).toBe(true);
  });

  test('says how far, how fast and how long', () => {
    expect(drawn[9]).toMatch(/^kicc-korea\.csv +\[############\.{12}\] {2}50 % +5\.2 MB\/s 0:01 left +$/);
  });

  test('is gone at the end', () => {
    expect(io.stderr.text.endsWith(`\r${' '.repeat(79)}\r`)).toBe(true);
    expect(io.stderr.text).not.toContain('\u001b');
  });

  test('fits a narrow one too', () => {
    const narrow = fakeIo(30);
    read(narrow);
    const lines = narrow.stderr.text.split('\r').filter((text) => text.startsWith('kicc'));
    expect(lines.every((text) => text.length === 29)).toBe(true);
  });
});

describe('progress that counts lines', () => {
  test.each([
    [10 * MIB, /^cards\.txt {4}\[######\.{6}\] {2}50 % {2}5\.2 MB\/s {2}52\.4k lines\/s 0:01 left +$/],
    [null, /^cards\.txt {5}5\.2 MB {2}5\.2 MB\/s {2}52\.4k lines\/s +$/],
  ])('says both rates, of %p bytes', (total, expected) => {
    const io = fakeIo(80);
    const progress = new Progress(io, false);
    progress.begin('cards.txt', total);
    io.nowMs += 1000;
    progress.advance(5 * MIB, 52_429);
    const drawn = io.stderr.text.split('\r').at(-1) ?? '';
    expect(drawn).toMatch(expected);
    expect(drawn).toHaveLength(79);
  });
});

describe('progress in a log', () => {
  test('is a line at the start and one at the end', () => {
    const io = fakeIo(null);
    read(io);
    expect(io.stderr.text).toBe('kicc-korea.csv: reading 10.5 MB\nkicc-korea.csv: 200 rows\n');
  });
});

test.each([80, null])('is not shown to who wants quiet (columns: %p)', (columns) => {
  const io = fakeIo(columns);
  read(io, true);
  expect(io.stderr.text).toBe('');
});
