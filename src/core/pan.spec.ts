import { describe, expect, test } from '@jest/globals';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Pan } from './pan.js';

const DIGITS = '4539578763621486';
const DIGIT = /[0-9]/;

function panOf(text: string): Pan {
  const pan = Pan.fromText(text);
  if (pan === null) throw new Error('The fixture is no card number.');
  return pan;
}

/** Four digits in a row of the number; line numbers in a stack do not count. */
function leaks(text: string): boolean {
  return Array.from({ length: DIGITS.length - 3 }, (_, i) => DIGITS.slice(i, i + 4)).some((run) => text.includes(run));
}

describe('a PAN', () => {
  const pan = panOf(DIGITS);
  /** What a compiler that was told a lie lets through. */
  const asText = pan as unknown as string;
  const asObject: object = pan;

  test('hands its digits to whoever asks by name', () => {
    expect(pan.reveal()).toBe(DIGITS);
    expect(pan.length).toBe(16);
  });

  test('forgets separators', () => {
    expect(panOf('4539-5787 6362 - 1486').reveal()).toBe(DIGITS);
    expect(panOf('- 0 -').reveal()).toBe('0');
  });

  test('is not made of anything but ASCII digits, or of none', () => {
    for (const text of ['', ' -', '4539x', '４５３９', '٤٥٣٩', '4539\n', '45\u00a039', '45\u201339']) {
      expect(Pan.fromText(text)).toBeNull();
    }
  });

  test('takes twelve characters and no other of the basic plane', () => {
    const taken = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => Pan.fromText(`0${character}`) !== null,
    );
    expect(taken.join('')).toBe(' -0123456789');
  });

  test('keeps any number of digits whole and in order', () => {
    for (const length of [1, 19, 20, 1023, 1024, 1025, 2048, 100_000]) {
      const digits = '0123456789'.repeat(length / 10 + 1).slice(0, length);
      expect(panOf(digits).reveal() === digits).toBe(true);
    }
  });

  test('cannot be made past its own look at the text', () => {
    // @ts-expect-error the constructor is private
    const forge = (): Pan => new Pan('x');
    expect(forge).toBeDefined();
    expect(Object.keys(pan)).toEqual([]);
  });

  test.each([
    ['String()', () => String(pan)],
    ['a template', () => `a ${asText}`],
    ['concatenation', () => 'a ' + asText],
    ['join', () => [pan, pan].join()],
    ['valueOf', () => pan.valueOf()],
    ['JSON.stringify', () => JSON.stringify({ pan, pans: [pan] })],
    ['the tag', () => Object.prototype.toString.call(pan)],
    ['inspect', () => inspect(pan)],
    ['inspect of hidden members', () => inspect(pan, { showHidden: true, getters: true, depth: null })],
    [
      'inspect without custom inspection',
      () => inspect(pan, { customInspect: false, showHidden: true, getters: false }),
    ],
    ['inspect inside other things', () => inspect({ list: [pan], map: { key: pan }, pan }, { showHidden: true })],
    ['%s', () => format('%s', pan)],
    ['%o', () => format('%o', { pan })],
    ['%O', () => format('%O', { pan })],
    ['%j', () => format('%j', { pan })],
    ['no format', () => format(pan, { pan })],
  ])('shows no digit through %s', (_, print) => {
    const printed = print();
    expect(printed).toContain('PAN');
    expect(printed.replace(/\[length\]: [0-9]+/g, '')).not.toMatch(DIGIT);
  });

  test('is no number', () => {
    expect(Number(pan)).toBeNaN();
    expect(format('%d %i %f', pan, pan, pan)).toBe('NaN NaN NaN');
  });

  test.each([
    ['Object.assign', () => Object.assign({}, pan)],
    ['spread', () => ({ ...asObject })],
    ['Object.entries', () => Object.entries(pan)],
    ['own property names', () => [...Object.getOwnPropertyNames(pan), ...Object.getOwnPropertySymbols(pan)]],
    ['structuredClone', () => structuredClone(pan)],
  ])('is empty after %s', (_, copy) => {
    const copied = copy();
    expect(Reflect.ownKeys(copied).filter((key) => key !== 'length')).toEqual([]);
    expect(inspect(copied, { customInspect: false })).not.toMatch(DIGIT);
  });

  test('shows no digit when serialised for another thread', () => {
    expect(serialize(pan).toString('latin1')).not.toMatch(DIGIT);
    expect(leaks(serialize({ pan, list: [pan] }).toString('latin1'))).toBe(false);
  });

  test('shows no digit as the cause, a member or the message of an error', () => {
    const error = new Error(`refused ${asText}`, { cause: pan });
    Object.assign(error, { pan });
    const printed = [String(error), error.stack ?? '', inspect(error, { showHidden: true }), JSON.stringify(error)];
    expect(printed.map(leaks)).toEqual([false, false, false, false]);
    expect(leaks(`the check itself sees ${pan.reveal()}`)).toBe(true);
  });
});
