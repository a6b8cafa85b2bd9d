import { BudgetUnavailable } from '../card-budget.js';
import { RedisLost } from './redis-lost.js';
import type { CardsTaken, CardWish, WindowStore } from './window-store.js';

/** A store is looked for again after at most five seconds. */
const RETRY_AFTER_SECONDS = 5;

/** A shared store, and what holds while it does not answer: the instance's own count (`open`), or no answer to anybody (`closed`). */
export class InsuredWindows implements WindowStore {
  /** @param own Null refuses everybody while `shared` does not answer. */
  constructor(
    private readonly shared: { take(wish: CardWish): Promise<CardsTaken> },
    private readonly own: WindowStore | null,
  ) {}

  async take(wish: CardWish): Promise<CardsTaken> {
    try {
      return await this.shared.take(wish);
    } catch (error) {
      if (!(error instanceof RedisLost)) throw error;
    }
    if (this.own === null) throw new BudgetUnavailable(RETRY_AFTER_SECONDS);
    return this.own.take(wish);
  }
}
