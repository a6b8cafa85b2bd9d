import { timingSafeEqual } from 'node:crypto';
import { claimedId, digestOf } from './api-key.js';
import type { KeyRecord } from './key-record.js';

export type DigestsEqual = (given: Buffer, known: Buffer) => boolean;

/** What came of looking a key up. */
export type KeyAnswer =
  { readonly result: 'known' | 'expired'; readonly record: KeyRecord } | { readonly result: 'malformed' | 'unknown' };

const NOBODY = Buffer.alloc(32);

/** The keys of one file, read and frozen. */
export class KeyStore {
  readonly #keys: ReadonlyMap<string, { readonly record: KeyRecord; readonly digest: Buffer }>;

  /** @param equal In time that does not depend on where the two differ. */
  constructor(
    records: readonly KeyRecord[],
    private readonly equal: DigestsEqual = timingSafeEqual,
  ) {
    this.#keys = new Map(
      records.map((record) => [record.id, { record, digest: Buffer.from(record.digest, 'hex') }] as const),
    );
  }

  get size(): number {
    return this.#keys.size;
  }

  /**
   * Invariant: an id nobody has costs one digest and one comparison, as a wrong secret does, so that time does not tell which ids
   * exist.
   */
  find(key: string, nowMs: number): KeyAnswer {
    const id = claimedId(key);
    if (id === null) return { result: 'malformed' };
    const known = this.#keys.get(id);
    const isEqual = this.equal(digestOf(key), known?.digest ?? NOBODY);
    if (known === undefined || !isEqual) return { result: 'unknown' };
    const { record } = known;
    return { result: isOver(record, nowMs) ? 'expired' : 'known', record };
  }
}

export function isOver({ expiresAt }: Pick<KeyRecord, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= nowMs;
}
