import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folderWith, OWN_CSV } from './issuer-files.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const MAIN = join(PROJECT, 'dist', 'cli', 'main.js');

/** Lines of a page that call the command line, as they stand there. */
function linesOf(page: string): readonly string[] {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([^`]+)```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n')).filter((line) => /iinspect --|^printf/.test(line));
}

let folder = '';
beforeAll(() => {
  folder = folderWith({ 'my-issuers.csv': OWN_CSV });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['docs/issuer-data.md', 'docs/authentication.md', 'README.md'])('the commands of %s', (page) => {
  test('run as they are written, in this order', () => {
    const lines = linesOf(page);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const command = line
        .replaceAll('/tmp/', `${folder}/`)
        .replace('npm run --silent iinspect --', `"${process.execPath}" "${MAIN}"`);
      const { status, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
      // `data diff` says by 1 that there are differences.
      expect({ line, ok: status === 0 || (line.includes('data diff') && status === 1), stderr }).toEqual({
        line,
        ok: true,
        stderr,
      });
    }
  });
});
