import type { BudgetHolder, BudgetLine, BudgetWindow, CardsTaken, CardWish, WindowStore } from './window-store.js';

interface OpenWindow {
  used: number;
  readonly endsAtMs: number;
}

/** Windows that end are looked for when new ones begin, so that no holder costs a timer. */
const SWEPT_PER_BEGIN = 2;

export interface MemoryWindowsOptions {
  readonly windowMs: number;
  /** Most windows of each kind of holder; beyond, the one that ends first is forgotten, in favour of its holder. */
  readonly holdersMax: number;
  readonly monotonicMs: () => number;
}

/** The budgets of one process. */
export class MemoryWindows implements WindowStore {
  /** Apart, so that a flood of addresses pushes no credential out. Invariant: in the order in which they end. */
  readonly #windows: Readonly<Record<BudgetHolder, Map<string, OpenWindow>>> = {
    client: new Map(),
    address: new Map(),
  };

  constructor(private readonly options: MemoryWindowsOptions) {}

  take({ lines, cards, cardsMin }: CardWish): CardsTaken {
    const now = this.options.monotonicMs();
    const open = lines.map((line) => this.#find(line, now));
    const fitting = lines.map(({ cardsMax }, index) => cardsMax - (open[index]?.used ?? 0));
    const fit = Math.min(cards, ...fitting);
    const taken = fit >= cardsMin ? fit : 0;
    return { cards: taken, windows: lines.map((line, index) => this.#add(line, open[index], taken, now)) };
  }

  /** How many windows are kept. */
  get count(): number {
    return this.#windows.client.size + this.#windows.address.size;
  }

  #find({ holder, key }: BudgetLine, now: number): OpenWindow | undefined {
    const window = this.#windows[holder].get(key);
    return window !== undefined && window.endsAtMs > now ? window : undefined;
  }

  #add(line: BudgetLine, open: OpenWindow | undefined, cards: number, now: number): BudgetWindow {
    if (open === undefined && cards === 0) return { used: 0, msLeft: this.options.windowMs };
    const window = open ?? this.#begin(line, now);
    window.used += cards;
    return { used: window.used, msLeft: window.endsAtMs - now };
  }

  #begin({ holder, key }: BudgetLine, now: number): OpenWindow {
    const windows = this.#windows[holder];
    windows.delete(key);
    this.#sweep(windows, now);
    const window = { used: 0, endsAtMs: now + this.options.windowMs };
    windows.set(key, window);
    return window;
  }

  #sweep(windows: Map<string, OpenWindow>, now: number): void {
    let left = SWEPT_PER_BEGIN;
    for (const [key, { endsAtMs }] of windows) {
      const isFull = windows.size >= this.options.holdersMax;
      if (left-- === 0 || (endsAtMs > now && !isFull)) return;
      windows.delete(key);
    }
  }
}
