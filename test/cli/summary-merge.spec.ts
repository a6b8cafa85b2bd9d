import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cli } from './fake-io.js';
import { folderWith } from './issuer-files.js';

const LINES = ['4111111111111111', '4111111111111112', '', 'abc', '5555555555554444', '0000000000000000'];
const SHARDS = 4;

let folder = '';
let whole: Record<string, unknown> = {};
beforeAll(async () => {
  folder = folderWith({ 'cards.txt': `${LINES.join('\n')}\n`.repeat(9) });
  const cards = join(folder, 'cards.txt');
  await cli('validate', cards, '--only', 'none', '--summary', join(folder, 'whole.json'));
  whole = read('whole.json');
  for (let index = 0; index < SHARDS; index++) {
    await cli('validate', cards, '--only', 'none', '--shard', `${index}/${SHARDS}`, '--summary', part(index));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function part(index: number): string {
  return join(folder, `part-${index}.json`);
}

function read(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

function write(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
}

const PARTS = [0, 1, 2, 3];

describe('iinspect summary merge', () => {
  test('says of all shards what one run says of the file', async () => {
    const { exitCode, stdout, stderr } = await cli('summary', 'merge', ...PARTS.map(part));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ ...whole, durationMs: 0, slowestMs: 0, parts: SHARDS });
    expect(Object.keys(whole['byFinding'] ?? {}).length).toBeGreaterThan(3);
  });

  test('takes them in any order', async () => {
    const merged = await cli('summary', 'merge', ...PARTS.toReversed().map(part));
    expect(JSON.parse(merged.stdout)).toEqual(JSON.parse((await cli('summary', 'merge', ...PARTS.map(part))).stdout));
  });

  test('adds up times, and keeps the longest', async () => {
    const merged = write('merged.json', { ...whole, durationMs: 700, slowestMs: 400, parts: 2 });
    const single = write('single.json', { ...whole, durationMs: 300 });
    const { stdout } = await cli('summary', 'merge', merged, single);
    expect(JSON.parse(stdout)).toMatchObject({ durationMs: 1000, slowestMs: 400, lines: 2 * LINES.length * 9 });
  });

  test.each<readonly [string, () => readonly string[]]>([
    ['A shard is missing.', () => [0, 1, 3].map(part)],
    ['A shard is there twice.', () => [0, 1, 2, 3, 2].map(part)],
    ['A shard is there twice.', () => [0, 1, 2, 2].map(part)],
    ['The summaries are not shards of one file', () => [...PARTS.map(part), join(folder, 'whole.json')]],
    ['The summaries are not shards of one file', () => [join(folder, 'whole.json'), ...PARTS.map(part)]],
    ['The summaries are not shards of one file', () => [part(0), reshaped({ count: 5 })]],
    ['The summaries are not shards of one file', () => [...[0, 1, 2].map(part), reshaped({ bytes: 9999 })]],
    ['The summaries are not shards of one file', () => [...[0, 1, 2].map(part), reshaped({ from: 1 })]],
    // The place of a fourth of three: as exact as any, and no shard.
    ['The summaries are not shards of one file', () => [0, 1, 2, 3].map((index) => ofThree(index))],
    ['The parts were answered from different data', () => [part(0), write('v.json', other('2020-01-01-00000000'))]],
    [
      'a.json is the summary of a batch that did not',
      () => [write('a.json', { ...read('part-0.json'), aborted: true })],
    ],
    ['l.json is not a summary', () => [write('l.json', { ...whole, lines: 1 })]],
    ['n.json is not a summary', () => [write('n.json', { ...whole, valid: -1 })]],
    ['k.json is not a summary', () => [write('k.json', { ...whole, byBrand: { ['4'.repeat(16)]: 1 } })]],
    ['k.json is not a summary', () => [write('k.json', { ...whole, byBrand: { [`v${'4'.repeat(16)}`]: 1 } })]],
    ['s.json is not a summary', () => [write('s.json', { ...whole, shard: { index: 0 } })]],
    ['d.json is not a summary', () => [write('d.json', { ...whole, done: false })]],
    ['r.json is not a summary', () => [write('r.json', other('4'.repeat(16)))]],
    ['t.json is not a summary', () => [write('t.json', '{"done":true')]],
    ['y.json is not a summary', () => [write('y.json', '[]')]],
    ['e.json is not a summary', () => [write('e.json', '')]],
  ])('refuses with 65: %s', async (message, paths) => {
    const { exitCode, stdout, stderr } = await cli('summary', 'merge', ...paths());
    expect({ exitCode, stdout }).toEqual({ exitCode: 65, stdout: '' });
    expect(stderr).toContain(`iinspect: ${message}`);
    expect(stderr).not.toMatch(/4{5}/);
  });

  test('says with 66 that a summary is not there', async () => {
    const { exitCode, stderr } = await cli('summary', 'merge', part(0), join(folder, 'gone.json'));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 66,
      stderr: 'iinspect: gone.json does not exist. Check the path.\n',
    });
  });

  /** Shard 3, as if it were of another set. */
  function reshaped(change: object): string {
    const shard = read('part-3.json');
    return write('reshaped.json', { ...shard, shard: { ...(shard['shard'] as object), ...change } });
  }

  /** Shard `index` of three, with the bytes it would have. */
  function ofThree(index: number): string {
    const shard = read(`part-${index}.json`);
    const { bytes } = shard['shard'] as { readonly bytes: number };
    const [from, to] = [Math.floor((index * bytes) / 3), Math.floor(((index + 1) * bytes) / 3)];
    return write(`three-${index}.json`, { ...shard, shard: { index, count: 3, from, to, bytes } });
  }

  function other(dataVersion: string): object {
    return { ...read('part-1.json'), dataVersion };
  }
});
