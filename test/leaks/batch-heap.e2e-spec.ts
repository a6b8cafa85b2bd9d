import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, 'batch-heap.mjs');
const DIST = join(import.meta.dirname, '../../dist/core/batch/batch-scanner.js');

describe('the heap of a process that scanned card numbers', () => {
  test('holds none of them once the scanner has ended, while it holds the control', () => {
    expect(existsSync(DIST)).toBe(true);
    const said = execFileSync(process.execPath, ['--no-warnings', SCRIPT], { encoding: 'utf8', maxBuffer: 1 << 20 });
    expect(JSON.parse(said)).toEqual({ found: ['the control'], scanners: 6 });
  }, 60_000);
});
