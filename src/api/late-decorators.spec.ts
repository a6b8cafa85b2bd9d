import { describe, expect, it } from '@jest/globals';
import { Sayings } from './late-decorators.js';

/** A library that writes down what it hears. */
function listener(): {
  readonly heard: string[];
  readonly words: { mark: (note: string) => MethodDecorator & PropertyDecorator };
} {
  const heard: string[] = [];
  const mark =
    (note: string) =>
    (target: object, property: string | symbol, descriptor?: PropertyDescriptor): void => {
      heard.push(`${note} of ${target.constructor.name}.${String(property)}, ${typeof descriptor?.value}`);
    };
  return { heard, words: { mark } };
}

type Words = ReturnType<typeof listener>['words'];

describe('what decorators have to say', () => {
  it('is said as they would have said it, in order, when the library is there', () => {
    const said = new Sayings<Words>();
    class Card {
      @said.decorator(({ mark }) => mark('a field'))
      readonly pan!: string;

      @said.decorator(({ mark }) => mark('first below'))
      @said.decorator(({ mark }) => mark('lowest'))
      read(): string {
        return this.pan;
      }
    }
    const { heard, words } = listener();
    expect(heard).toEqual([]);
    said.sayTo(words);
    expect(heard).toEqual(
      ['a field', 'lowest', 'first below'].map((note) => expect.stringMatching(`^${note} of ${Card.name}`)),
    );
    expect(heard.map((line) => line.split(', ')[1])).toEqual(['undefined', 'function', 'function']);
  });

  it('is said once, and what is added later then', () => {
    const said = new Sayings<Words>();
    const { heard, words } = listener();
    const note = (text: string): void => {
      said.keep(({ mark }) => {
        mark(text)({}, 'x', {});
      });
    };
    note('one');
    said.sayTo(words);
    note('two');
    said.sayTo(words);
    said.sayTo(words);
    expect(heard.map((line) => line.split(' ')[0])).toEqual(['one', 'two']);
  });
});
