import { BudgetExhausted, type BudgetState, type CardBudget, type CardGrant } from '../card-budget.js';
import type { Client } from '../client.js';
import { addressKey, clientKey } from './budget-keys.js';
import type { RateObserver } from './rate-observer.js';
import type { BudgetLine, CardsTaken, CardWish, WindowStore } from './window-store.js';

/** In cards per window; 0 is none. */
export interface BudgetLimits {
  readonly cardsPerClient: number;
  readonly cardsPerAddress: number;
  readonly windowSeconds: number;
}

interface Standing {
  readonly line: BudgetLine;
  readonly state: BudgetState;
}

/** The budgets that hold for a client: one of its credential, one of its address. */
export class CardBudgets implements CardBudget {
  constructor(
    private readonly limits: BudgetLimits,
    private readonly store: WindowStore,
    private readonly observer: RateObserver,
  ) {}

  spend(client: Client, cards: number): BudgetState | null | Promise<BudgetState | null> {
    const grant = this.#take({ lines: this.#linesOf(client), cards, cardsMin: cards });
    return grant instanceof Promise ? grant.then(({ state }) => state) : grant.state;
  }

  spendUpTo(client: Client, cards: number): CardGrant | Promise<CardGrant> {
    return this.#take({ lines: this.#linesOf(client), cards, cardsMin: 1 });
  }

  #linesOf(client: Client): readonly BudgetLine[] {
    const { cardsPerClient, cardsPerAddress } = this.limits;
    const key = clientKey(client);
    const cardsMax = client.cardsMax ?? cardsPerClient;
    return [
      ...(key !== null && cardsMax > 0 ? [{ holder: 'client', key, cardsMax } as const] : []),
      ...(cardsPerAddress > 0
        ? [{ holder: 'address', key: addressKey(client.address), cardsMax: cardsPerAddress } as const]
        : []),
    ];
  }

  #take(wish: CardWish): CardGrant | Promise<CardGrant> {
    if (wish.lines.length === 0) return { cards: wish.cards, state: null };
    const taken = this.store.take(wish);
    return taken instanceof Promise ? taken.then((later) => this.#grant(wish, later)) : this.#grant(wish, taken);
  }

  /** @throws BudgetExhausted */
  #grant(wish: CardWish, { cards, windows }: CardsTaken): CardGrant {
    const standings = wish.lines.map((line, index): Standing => {
      const { used = 0, msLeft = 0 } = windows[index] ?? {};
      return { line, state: this.#stateOf(line, used, msLeft) };
    });
    if (cards >= wish.cardsMin) return { cards, state: standings.map(({ state }) => state).reduce(tighter) };
    const spent = standings.filter(({ state }) => state.remaining < wish.cardsMin);
    for (const { line } of spent) this.observer.limited(line.holder);
    const states = spent.map(({ state }) => state);
    // Whoever waits for the later one finds both begun anew.
    throw new BudgetExhausted(states.reduce(tighter), Math.max(...states.map(({ resetSeconds }) => resetSeconds)));
  }

  #stateOf({ cardsMax }: BudgetLine, used: number, msLeft: number): BudgetState {
    const { windowSeconds } = this.limits;
    return {
      cardsMax,
      remaining: Math.max(0, cardsMax - used),
      // Sums of fractions of milliseconds can come out above the window.
      resetSeconds: Math.min(windowSeconds, Math.max(1, Math.ceil(msLeft / 1000))),
      windowSeconds,
    };
  }
}

function tighter(one: BudgetState, other: BudgetState): BudgetState {
  return other.remaining < one.remaining ? other : one;
}
