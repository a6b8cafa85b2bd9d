import type { AbuseWatch } from '../abuse-watch.js';
import { addressKey, clientKey } from '../budget/budget-keys.js';
import type { Client } from '../client.js';
import {
  ABUSE_SIGNALS,
  type AbuseCensus,
  type AbuseLevel,
  type AbuseObserver,
  type AbuseSignal,
} from './abuse-signal.js';
import { ClientPattern } from './client-pattern.js';
import { NumberSketcher } from './number-sketch.js';

export interface AbuseLimits {
  readonly clientsMax: number;
  readonly halfLifeMs: number;
  /** Fewer cards are no pattern. */
  readonly cardsMin: number;
  /** From this share on a client is alarming; from half of it, suspicious. */
  readonly alarmShare: Readonly<Record<AbuseSignal, number>>;
}

interface Watched {
  /** As it came last. */
  client: Client;
  readonly pattern: ClientPattern;
  /** Signals the observer was told of, until the client is calm again. */
  readonly told: Record<AbuseSignal, boolean>;
}

/** Watches what each client asks about, the latest clients first, and says who looks like somebody who tests cards. Refuses nobody. */
export class AbuseSensor implements AbuseWatch {
  readonly #sketcher = new NumberSketcher();
  /** Invariant: whoever asked last is last. */
  readonly #watched = new Map<string, Watched>();
  #latest: Watched | null = null;

  constructor(
    private readonly limits: AbuseLimits,
    private readonly observer: AbuseObserver,
    private readonly monotonicMs: () => number,
  ) {}

  cardAnswered(client: Client, digits: string, isGood: boolean): void {
    const watched = this.#watch(client);
    watched.pattern.addCards(1, isGood ? 0 : 1);
    const sketch = this.#sketcher.sketch(digits);
    if (sketch !== null) watched.pattern.addNumber(sketch);
    this.#judge(watched);
  }

  blockAnswered(client: Client, cards: number, good: number): void {
    const watched = this.#watch(client);
    watched.pattern.addCards(cards, cards - good);
    this.#judge(watched);
  }

  /** How many clients stand where now. */
  census(): AbuseCensus {
    const now = this.monotonicMs();
    const census = { sequential: { suspicious: 0, alarming: 0 }, fail_ratio: { suspicious: 0, alarming: 0 } };
    for (const { pattern } of this.#watched.values()) {
      pattern.age(now, this.limits.halfLifeMs);
      for (const signal of ABUSE_SIGNALS) {
        const level = this.#levelOf(pattern, signal);
        if (level !== null) census[signal][level]++;
      }
    }
    return census;
  }

  #watch(client: Client): Watched {
    const now = this.monotonicMs();
    // The cards of one batch come with the same object.
    const watched = this.#latest?.client === client ? this.#latest : this.#find(client, now);
    this.#latest = watched;
    watched.pattern.age(now, this.limits.halfLifeMs);
    return watched;
  }

  #find(client: Client, now: number): Watched {
    const key = clientKey(client) ?? addressKey(client.address);
    const known = this.#watched.get(key);
    const watched = known ?? newlyWatched(client, now);
    watched.client = client;
    this.#watched.delete(key);
    this.#watched.set(key, watched);
    if (this.#watched.size > this.limits.clientsMax) this.#forgetOldest();
    return watched;
  }

  #forgetOldest(): void {
    for (const oldest of this.#watched.keys()) {
      this.#watched.delete(oldest);
      return;
    }
  }

  #judge({ client, pattern, told }: Watched): void {
    const { id: clientId, address } = client;
    for (const signal of ABUSE_SIGNALS) {
      const level = this.#levelOf(pattern, signal);
      if (level === null) told[signal] = false;
      if (level !== 'alarming' || told[signal]) continue;
      told[signal] = true;
      this.observer.clientAlarming({ clientId, address, signal });
    }
  }

  #levelOf(pattern: ClientPattern, signal: AbuseSignal): AbuseLevel | null {
    const alarmShare = this.limits.alarmShare[signal];
    const share = this.#shareOf(pattern, signal);
    if (share < alarmShare / 2) return null;
    return share < alarmShare ? 'suspicious' : 'alarming';
  }

  /** 0 while too little was seen. */
  #shareOf(pattern: ClientPattern, signal: AbuseSignal): number {
    const { cardsMin } = this.limits;
    switch (signal) {
      case 'sequential':
        return pattern.numbers < cardsMin ? 0 : pattern.sequentialShare;
      case 'fail_ratio':
        return pattern.cards < cardsMin ? 0 : pattern.failRatio;
      default:
        return signal satisfies never;
    }
  }
}

function newlyWatched(client: Client, now: number): Watched {
  return { client, pattern: new ClientPattern(now), told: { sequential: false, fail_ratio: false } };
}
