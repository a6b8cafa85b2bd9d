import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { CardsInterceptor } from '../../src/api/access/cards.interceptor.js';

/** What a request with such a body is charged. */
function costOf(body: unknown): number {
  const costs: number[] = [];
  const visit = {
    require: () => undefined,
    cardAnswered: () => undefined,
    spend: (cards: number) => costs.push(cards) && null,
  };
  const context = {
    getType: () => 'http',
    getHandler: () => costOf,
    getClass: () => CardsInterceptor,
    switchToHttp: () => ({ getRequest: () => ({ visit, body }) }),
  } as unknown as ExecutionContext;
  void new CardsInterceptor(3).intercept(context, { handle: () => of({}) } as CallHandler);
  return costs.reduce((sum, cost) => sum + cost, 0);
}

it('a call costs its cards, at least one; a batch that is too long, and refused for it, costs one', () => {
  expect([{}, { pan: '1' }, ['1', '2', '3'], { cards: ['1', '2'] }, [], ['1', '2', '3', '4']].map(costOf)).toEqual([
    1, 1, 3, 2, 1, 1,
  ]);
});
