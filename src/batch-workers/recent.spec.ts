import { expect, test } from '@jest/globals';
import { Recent } from './recent.js';

test('what was asked for lately is kept, and nothing else', () => {
  const recent = new Recent<string>(2);
  const made: string[] = [];
  const get = (key: string): string =>
    recent.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
