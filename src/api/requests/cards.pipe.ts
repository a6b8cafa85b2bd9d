import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { InputError } from '../problems/input-error.js';
import { RequestProblem } from '../problems/request-problem.js';
import type { CardRequest } from './card.request.js';
import { CardsRequest } from './cards.request.js';
import { RequestPipe } from './request.pipe.js';

/**
 * The JSON array of a REST batch, of cards and of bare numbers, into cards. Nest's validation does not look into a bare array, so
 * the array is put into the object it does look into, and the pointers are shortened again.
 */
@Injectable()
export class CardsPipe implements PipeTransform<unknown, Promise<readonly CardRequest[]>> {
  readonly #pipe: RequestPipe;
  readonly #cardsMax: number;

  constructor(@Inject(API_OPTIONS) options: ApiOptions) {
    this.#cardsMax = options.limits.batchCardsMax;
    this.#pipe = new RequestPipe(this.#cardsMax);
  }

  async transform(value: unknown): Promise<readonly CardRequest[]> {
    const cards = itemsOf(value, this.#cardsMax);
    try {
      const request = await this.#pipe.transform(
        { cards: cards.map(toCard) },
        { type: 'body', metatype: CardsRequest },
      );
      return (request as CardsRequest).cards;
    } catch (error) {
      throw error instanceof RequestProblem ? shortened(error, cards) : error;
    }
  }
}

/** An item that is no object would slip through `ValidateNested` when it is itself an array. Counted before anything is made of them. */
function itemsOf(value: unknown, max: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new RequestProblem('invalid_request', [{ pointer: '', code: 'wrong_type' }]);
  if (value.length > max) throw new RequestProblem('too_many_cards');
  const strangers = value.flatMap((item: unknown, index) => (isCardLike(item) ? [] : [`/${index}`]));
  if (strangers.length === 0) return value;
  throw new RequestProblem(
    'invalid_request',
    strangers.slice(0, 100).map((pointer) => ({ pointer, code: 'wrong_type' })),
  );
}

function isCardLike(item: unknown): boolean {
  return isBare(item) || (typeof item === 'object' && item !== null && !Array.isArray(item));
}

/** A card number by itself. A JSON number is answered (`PAN_NOT_STRING`) here as it is inside a card. */
function isBare(item: unknown): boolean {
  return typeof item === 'string' || typeof item === 'number';
}

function toCard(item: unknown): unknown {
  return isBare(item) ? { pan: item } : item;
}

function shortened(problem: RequestProblem, items: readonly unknown[]): RequestProblem {
  const errors = problem.errors.map(({ pointer, code }): InputError => {
    const [, , index = '', ...rest] = pointer.split('/');
    const place = isBare(items[Number(index)]) ? [index] : [index, ...rest];
    return { pointer: index === '' ? '' : `/${place.join('/')}`, code };
  });
  return new RequestProblem(problem.code, errors);
}
