import { createHmac } from 'node:crypto';
import type { BudgetLine, CardsTaken, CardWish, WindowStore } from './window-store.js';

/** The part of `RedisLink` that is needed. */
export interface TakeCommand {
  take(keys: readonly string[], numbers: readonly number[]): Promise<readonly number[]>;
}

/** 128 bits: no two clients meet. */
const DIGEST_LENGTH = 22;
const INITIALS = { client: 'c', address: 'a' } as const;

/**
 * The budgets that all instances share. Keys hold no address and no id but a digest, keyed with the password of the server, which all instances
 * have and whoever finds a dump of the server has not.
 */
export class RedisWindows implements WindowStore {
  readonly #secret: string;

  constructor(
    private readonly link: TakeCommand,
    private readonly windowMs: number,
    url: string,
  ) {
    this.#secret = new URL(url).password;
  }

  async take({ lines, cards, cardsMin }: CardWish): Promise<CardsTaken> {
    const keys = lines.map((line) => this.#keyOf(line));
    const limits = lines.map(({ cardsMax }) => cardsMax);
    const [taken = 0, ...standings] = await this.link.take(keys, [cards, cardsMin, this.windowMs, ...limits]);
    const windows = lines.map((_, index) => ({
      used: standings[2 * index] ?? 0,
      msLeft: standings[2 * index + 1] ?? 0,
    }));
    return { cards: taken, windows };
  }

  #keyOf({ holder, key }: BudgetLine): string {
    const digest = createHmac('sha256', this.#secret).update(key).digest('base64url').slice(0, DIGEST_LENGTH);
    return `iinspect:rate:${INITIALS[holder]}:${digest}`;
  }
}
