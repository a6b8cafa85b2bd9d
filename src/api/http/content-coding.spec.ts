import { describe, expect, it } from '@jest/globals';
import { answerCodingOf, contentCodingOf } from './content-coding.js';

describe('the coding of a body', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['Identity', 'identity'],
    [' GZIP ', 'gzip'],
    ['x-gzip', 'gzip'],
    ['zstd', 'zstd'],
    ['gzip, zstd', 'gzip, zstd'],
  ])('said as %p is %s', (header, coding) => expect(contentCodingOf(header)).toBe(coding));
});

describe('the coding of an answer', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['zstd;q=0.5, gzip', 'gzip'],
    ['gzip;q=0.5, zstd;q=0.5', 'zstd'],
    ['gzip;q=0', null],
    ['gzip;q=x', null],
    ['br', null],
    ['identity, gzip;q=0.5', null],
    ['identity;q=0.5, gzip', 'gzip'],
  ])('for Accept-Encoding %p is %p', (header, coding) => expect(answerCodingOf(header)).toBe(coding));

  it('is none for somebody who takes anything', () => expect(answerCodingOf('*')).toBeNull());
});
