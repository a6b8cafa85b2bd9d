/** Whose cards a budget counts. Both hold at the same time. */
export const BUDGET_HOLDERS = ['client', 'address'] as const;
export type BudgetHolder = (typeof BUDGET_HOLDERS)[number];

/** One budget that a wish must fit into. */
export interface BudgetLine {
  readonly holder: BudgetHolder;
  readonly key: string;
  readonly cardsMax: number;
}

/** Cards off all of the budgets, or off none. */
export interface CardWish {
  readonly lines: readonly BudgetLine[];
  readonly cards: number;
  /** Fewer than so many are of no use; between them and `cards` as many are taken as there are. */
  readonly cardsMin: number;
}

/** How a budget stands after a wish. */
export interface BudgetWindow {
  readonly used: number;
  /** Until the window ends; its whole length while it has not begun. */
  readonly msLeft: number;
}

export interface CardsTaken {
  /** 0 when the wish could not be met; nothing was taken then. */
  readonly cards: number;
  /** In the order of the lines that were asked about. */
  readonly windows: readonly BudgetWindow[];
}

/**
 * Counts cards in windows that all have the same length. A window begins with the first card of its holder and ends when its time is over,
 * so nobody's windows depend on anybody's clock.
 */
export interface WindowStore {
  /** @throws BudgetUnavailable, or rejects with it. */
  take(wish: CardWish): CardsTaken | Promise<CardsTaken>;
}
