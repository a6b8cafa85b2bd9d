import type { Client } from './client.js';

/** Where a client stands, in cards. */
export interface BudgetState {
  readonly cardsMax: number;
  readonly remaining: number;
  /** Seconds until the window ends, whole and at least 1. */
  readonly resetSeconds: number;
  readonly windowSeconds: number;
}

/** How many cards a client may still ask about, per credential and per address. */
export interface CardBudget {
  /**
   * Takes cards off the budget before they are answered.
   *
   * @returns The tighter of the budgets that hold; null when none does.
   * @throws BudgetExhausted, BudgetUnavailable, or rejects with them.
   */
  spend(client: Client, cards: number): BudgetState | null | Promise<BudgetState | null>;
  /**
   * Takes as many of the cards as are left.
   *
   * @throws BudgetExhausted when none is, BudgetUnavailable, or rejects with them.
   */
  spendUpTo(client: Client, cards: number): CardGrant | Promise<CardGrant>;
}

/** What came of asking for cards of which some may do. */
export interface CardGrant {
  /** At least one. */
  readonly cards: number;
  readonly state: BudgetState | null;
}

/** More cards than the client has left. */
export class BudgetExhausted extends Error {
  /**
   * @param state Of the tightest budget that did not suffice.
   * @param retryAfterSeconds Until all of them are whole again.
   */
  constructor(
    readonly state: BudgetState,
    readonly retryAfterSeconds: number = state.resetSeconds,
  ) {
    super('The budget of cards is spent.');
  }
}

/** Nobody can say how many cards are left, and the operator wants no answer then. */
export class BudgetUnavailable extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super('The budget of cards cannot be read.');
  }
}
