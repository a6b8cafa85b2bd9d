import { describe, expect, test } from '@jest/globals';
import { defaultFileId, FILE_ID, withUniqueIds } from './issuer-file-id.js';

describe('the id of a file that has none', () => {
  test.each([
    ['/data/KICC BIN_Table.2026-04-28.csv', 'kicc-bin-table.2026-04-28'],
    ['한국.csv', 'kicc-korea'],
    ['..--x--..csv', 'x'],
    [`${'a'.repeat(63)}--b.csv`, 'a'.repeat(63)],
    ['1234-5678-9012.csv', 'kicc-korea'],
  ])('%s is %s', (path, id) => {
    expect(defaultFileId(path, 'kicc-korea')).toBe(id);
    expect(id).toMatch(FILE_ID);
  });

  test('is numbered where another file has it', () => {
    const files = ['a', 'a-2', 'a', 'b', 'a'].map((id) => ({ id }));
    expect(withUniqueIds(files).map(({ id }) => id)).toEqual(['a', 'a-2', 'a-3', 'b', 'a-4']);
  });

  test('gives way to one that was given', () => {
    const files = ['a', 'a', 'b'].map((id) => ({ id }));
    expect(withUniqueIds(files, [undefined, 'a', undefined]).map(({ id }) => id)).toEqual(['a-2', 'a', 'b']);
  });
});
