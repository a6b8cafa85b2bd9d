import { describe, expect, it } from '@jest/globals';
import { type Type, ValidationPipe } from '@nestjs/common';
import { ValidateNested, ValidatePromise } from 'class-validator';
import fc from 'fast-check';
import { compileAcceptor } from './acceptor.js';
import { CardRequest } from './card.request.js';
import { CardsRequest } from './cards.request.js';
import { DigitsRequest } from './digits.request.js';

/** The slow twin: Nest's own pipe with the options of ours. */
const stock = new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true });

async function stockAnswer(type: Type, value: unknown): Promise<unknown> {
  return stock.transform(value, { type: 'body', metatype: type }).catch(() => undefined);
}

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc.constantFrom('visa', 'KR', 'credit'),
);
const scalar = fc.oneof({ weight: 4, arbitrary: text }, fc.integer(), fc.constantFrom(null, undefined, true, [], {}));
const list = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.array(item, { maxLength: 3 }) }, scalar);
const accept = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        brands: list(text),
        funding: list(fc.constantFrom('credit', 'debit', 'gold')),
        countries: list(fc.constantFrom('KR', 'US', 'kr')),
      },
      { requiredKeys: [] },
    ),
  },
  scalar,
);
const card = fc
  .record({ pan: scalar, expiry: scalar, cvv: scalar, accept, extra: fc.constant(1) }, { requiredKeys: [] })
  .map(mostlyWithoutExtra);
const cards = fc.record({ cards: fc.oneof({ weight: 4, arbitrary: fc.array(card, { maxLength: 3 }) }, scalar) });
const digits = fc.record({ digits: scalar }, { requiredKeys: [] });

function mostlyWithoutExtra(value: { readonly extra?: number; readonly pan?: unknown }): object {
  const { extra, ...rest } = value;
  return extra !== undefined && typeof value.pan === 'string' && value.pan.length % 4 === 0 ? value : rest;
}

describe('the acceptor', () => {
  it.each<[string, Type, fc.Arbitrary<unknown>]>([
    ['cards', CardRequest, card],
    ['lists of cards', CardsRequest, cards],
    ['digits', DigitsRequest, digits],
  ])('accepts the same %s as ValidationPipe and builds the same', async (_what, type, values) => {
    const accept = compileAcceptor(type);
    const seen = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const accepted = accept(structuredClone(value));
        const expected = await stockAnswer(type, structuredClone(value));
        seen[accepted === undefined ? 'refused' : 'accepted'] += 1;
        expect(accepted).toEqual(expected);
        if (accepted !== undefined) expect(accepted).toBeInstanceOf(type);
      }),
      { numRuns: 2000 },
    );
    // A guard against agreeing about one side only.
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(50);
  });

  it.each([
    ['a list', []],
    ['text', 'x'],
    ['nothing', undefined],
    ['a property of every object', { pan: 'x', constructor: 'y' }],
    ['a poisoned prototype', JSON.parse('{"pan":"x","__proto__":{"a":1}}')],
    ['a list of lists', { cards: [[]] }],
  ])('leaves %s to the careful way', (_what, value) => {
    expect(compileAcceptor(CardRequest)(value)).toBeUndefined();
    expect(compileAcceptor(CardsRequest)(value)).toBeUndefined();
  });

  it('will not be compiled from a decorator it does not know', () => {
    class Promised {
      @ValidatePromise()
      readonly text!: Promise<string>;
    }
    expect(() => compileAcceptor(Promised)).toThrow('Promised.text has a decorator the acceptor does not know.');
  });

  it('will not be compiled from a nested class it was not told of', () => {
    class Outer {
      @ValidateNested()
      readonly inner!: object;
    }
    expect(() => compileAcceptor(Outer)).toThrow('Outer.inner needs @Nested.');
  });
});
