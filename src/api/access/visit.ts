import { AccessRefused } from '../../security/access-refused.js';
import { BudgetExhausted, type BudgetState, BudgetUnavailable } from '../../security/card-budget.js';
import type { Client } from '../../security/client.js';
import { allows, type Scope } from '../../security/scope.js';
import type { AccessDoor } from './access-door.js';

/** Something that belongs to a request, and knows who sent it; null where nobody asks. */
export interface Visited {
  readonly visit: Visit | null;
}

/** One request of a client: what it may do, and what it has cost so far. */
export class Visit {
  #state: BudgetState | null = null;
  #retryAfterSeconds: number | null = null;
  #cards = 0;
  #missing: Scope | null = null;

  constructor(
    readonly client: Client,
    private readonly door: Pick<AccessDoor, 'budget' | 'watch' | 'observer'>,
    private readonly place: { readonly requestId: string; readonly route: string },
  ) {}

  /** Cards that were paid for so far. */
  get cards(): number {
    return this.#cards;
  }

  /** Of the tightest budget that was spent from; null before, and where there is none. */
  get state(): BudgetState | null {
    return this.#state;
  }

  /** Null unless the budget did not suffice. */
  get retryAfterSeconds(): number | null {
    return this.#retryAfterSeconds;
  }

  /** Whether there is a budget to tell of. */
  get isLimited(): boolean {
    return this.#state !== null || this.#retryAfterSeconds !== null;
  }

  /** The scope that was needed and not there; null while none was. */
  get missing(): Scope | null {
    return this.#missing;
  }

  /** Whether the answer depends on who asked, be it only by what is left of a budget. */
  get isPersonal(): boolean {
    return this.client.kind !== 'none' || this.#state !== null;
  }

  /** @throws AccessRefused */
  require(scope: Scope): void {
    if (allows(this.client.scopes, scope)) return;
    this.#missing = scope;
    const { kind, id: clientId, address } = this.client;
    this.door.observer.accessRefused({ ...this.place, reason: 'scope_missing', kind, clientId, address });
    throw new AccessRefused('scope_missing', clientId);
  }

  /**
   * Without a promise where the budget answers at once: a turn of the microtasks on every request is what a service without budgets
   * would pay for nothing.
   *
   * @returns Null when it is spent.
   * @throws BudgetExhausted, BudgetUnavailable, or rejects with them.
   */
  spend(cards: number): Promise<void> | null {
    const spent = (state: BudgetState | null): void => {
      this.#state = tighter(this.#state, state);
      this.#cards += cards;
    };
    const refused = (error: unknown): never => {
      this.#remember(error);
      throw error;
    };
    let state: BudgetState | null | Promise<BudgetState | null>;
    try {
      state = this.door.budget.spend(this.client, cards);
    } catch (error) {
      return refused(error);
    }
    if (state instanceof Promise) return state.then(spent, refused);
    spent(state);
    return null;
  }

  /** How many of the cards may be answered, at least one. @throws BudgetExhausted, BudgetUnavailable */
  async spendUpTo(cards: number): Promise<number> {
    try {
      const grant = await this.door.budget.spendUpTo(this.client, cards);
      this.#state = tighter(this.#state, grant.state);
      this.#cards += grant.cards;
      return grant.cards;
    } catch (error) {
      this.#remember(error);
      throw error;
    }
  }

  cardAnswered(digits: string, isGood: boolean): void {
    this.door.watch.cardAnswered(this.client, digits, isGood);
  }

  blockAnswered(cards: number, good: number): void {
    this.door.watch.blockAnswered(this.client, cards, good);
  }

  #remember(error: unknown): void {
    if (error instanceof BudgetUnavailable) this.#retryAfterSeconds = error.retryAfterSeconds;
    if (!(error instanceof BudgetExhausted)) return;
    this.#state = error.state;
    this.#retryAfterSeconds = error.retryAfterSeconds;
    const { id: clientId, address } = this.client;
    this.door.observer.budgetSpent({ ...this.place, clientId, address });
  }
}

/** A stream spends again and again: the last word is the smallest rest. */
function tighter(known: BudgetState | null, latest: BudgetState | null): BudgetState | null {
  if (known === null || latest === null) return latest ?? known;
  return latest.remaining <= known.remaining ? latest : known;
}
