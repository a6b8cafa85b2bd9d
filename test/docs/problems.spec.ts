import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { INPUT_ERROR_CODES } from '../../src/api/problems/input-error.js';
import { PROBLEMS } from '../../src/api/problems/problem.js';
import { quoted, tableRows } from './markdown.js';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'problems.md'), 'utf8');
const [problems = '', inputErrors = ''] = page.split('## In `errors`');

describe('docs/problems.md', () => {
  test('lists exactly the problems, with their status', () => {
    const listed = tableRows(problems).map(([code, status]) => [quoted(code!)[0], Number(status)]);
    expect(listed).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => [code, status]));
  });

  test('lists exactly what can be wrong inside a request', () => {
    expect(tableRows(inputErrors).map(([code]) => quoted(code!)[0])).toEqual(INPUT_ERROR_CODES);
  });
});
