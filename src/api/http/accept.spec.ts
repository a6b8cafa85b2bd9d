import { describe, expect, it } from '@jest/globals';
import { acceptsAny, wishes } from './accept.js';

const JSON_TYPE = ['application/json'];

describe('an Accept header', () => {
  it.each([
    undefined,
    '',
    '  ',
    '*/*',
    'application/*',
    'application/json',
    'APPLICATION/JSON',
    'a/b , application/json;q=0.001',
  ])('lets JSON through: %s', (header) => expect(acceptsAny(header, JSON_TYPE)).toBe(true));

  it.each([
    'text/html',
    'application/json;q=0',
    'application/json; q=0.0, */*',
    'application/*;q=0, */*',
    'application/json;q=2',
    'json',
    ',',
  ])('keeps JSON out: %s', (header) => expect(acceptsAny(header, JSON_TYPE)).toBe(false));

  it('prefers the more specific range, wherever it stands', () => {
    expect(acceptsAny('*/*;q=0, application/json', JSON_TYPE)).toBe(true);
    expect(acceptsAny('application/json, */*;q=0', JSON_TYPE)).toBe(true);
    expect(acceptsAny('*/*, application/json;q=0', JSON_TYPE)).toBe(false);
  });

  it('is content with one of several types', () => {
    expect(acceptsAny('application/problem+json', ['application/json', 'application/problem+json'])).toBe(true);
  });
});

describe('wishes', () => {
  it('come in order of quality, equals as they were written', () => {
    expect(wishes('a;q=0.5, b, c;q=0.5, d;q=0, e;q=x')).toEqual(['b', 'a', 'c']);
  });
});
