import type { Client } from './client.js';

/** Sees every card that is answered one by one or in JSON, and keeps none. */
export interface AbuseWatch {
  /** @param digits What the client sent, as it sent it. @param isGood Whether the card was `valid`. */
  cardAnswered(client: Client, digits: string, isGood: boolean): void;
  /** A block of a stream: only the counts, for streams are sorted files as a rule. */
  blockAnswered(client: Client, cards: number, good: number): void;
}
