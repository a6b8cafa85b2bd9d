import { expect, test } from '@jest/globals';
import { Recent } from './recent.js';

function asking(recent: Recent<string>): { readonly made: string[]; readonly get: (key: string) => string } {
  const made: string[] = [];
  const get = (key: string): string =>
    recent.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  return { made, get };
}

test('what was asked for lately is kept, and nothing else', () => {
  const { made, get } = asking(new Recent<string>(2, 100));
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('what was not asked for in a long while is not kept, even if there is room', () => {
  const { made, get } = asking(new Recent<string>(2, 3));
  for (const key of ['a', 'b', 'b', 'b', 'a', 'b', 'b', 'b', 'b', 'a']) get(key);
  expect(made).toEqual(['a', 'b', 'a']);
});

test('what is to be forgotten is made anew', () => {
  const recent = new Recent<string>(2, 100);
  const { made, get } = asking(recent);
  get('a');
  get('b');
  recent.forget('a');
  expect(get('a')).toBe('A');
  get('b');
  expect(made).toEqual(['a', 'b', 'a']);
});
