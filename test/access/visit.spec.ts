import { expect, it } from '@jest/globals';
import { Visit } from '../../src/api/access/visit.js';
import type { BudgetState, CardBudget } from '../../src/security/card-budget.js';
import { clientOf } from '../limits/support.js';

it('of root fields that spend side by side the smallest rest is told, whichever answer comes last', async () => {
  const answers: ((state: BudgetState) => void)[] = [];
  const later = (): Promise<BudgetState> => new Promise((resolve) => answers.push(resolve));
  const budget = { spend: later } as unknown as CardBudget;
  const door = { budget, watch: {}, observer: {} } as unknown as ConstructorParameters<typeof Visit>[1];
  const visit = new Visit(clientOf(), door, { requestId: 'r', route: '/graphql' });
  const both = [visit.spend(1), visit.spend(1)];
  const state = (remaining: number): BudgetState => ({ cardsMax: 10, remaining, resetSeconds: 1, windowSeconds: 60 });
  answers[1]?.(state(8));
  await both[1];
  answers[0]?.(state(9));
  await both[0];
  expect(visit.state).toMatchObject({ remaining: 8 });
});
