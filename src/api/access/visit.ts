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

  constructor(
    readonly client: Client,
    private readonly door: Pick<AccessDoor, 'budget' | 'watch' | 'observer'>,
    private readonly place: { readonly requestId: string; readonly route: string },
  ) {}

  /** Of the tightest budget that was spent from; null before, and where there is none. */
  get state(): BudgetState | null {
    return this.#state;
  }

  /** Null unless the budget did not suffice. */
  get retryAfterSeconds(): number | null {
    return this.#retryAfterSeconds;
  }

  /** @throws AccessRefused */
  require(scope: Scope): void {
    if (allows(this.client.scopes, scope)) return;
    const { kind, id: clientId, address } = this.client;
    this.door.observer.accessRefused({ ...this.place, reason: 'scope_missing', kind, clientId, address });
    throw new AccessRefused('scope_missing', clientId);
  }

  /** @throws BudgetExhausted, BudgetUnavailable */
  async spend(cards: number): Promise<void> {
    try {
      this.#state = tighter(this.#state, await this.door.budget.spend(this.client, cards));
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
    this.#retryAfterSeconds = error.state.resetSeconds;
    const { id: clientId, address } = this.client;
    this.door.observer.budgetSpent({ ...this.place, clientId, address });
  }
}

/** Root fields of one GraphQL operation spend side by side: the last word is the smallest rest. */
function tighter(known: BudgetState | null, latest: BudgetState | null): BudgetState | null {
  if (known === null || latest === null) return latest ?? known;
  return latest.remaining <= known.remaining ? latest : known;
}
