import { ClaimHeap } from './issuer-claim-heap.js';
import type { PlacedClaim } from './issuer-placed-claim.js';
import { resolveIssuers } from './issuer-resolution.js';

/** Prefixes with the same answer, side by side. */
export interface ResolvedStretch {
  readonly start: number;
  readonly end: number;
  /** Those that answer; at least one. */
  readonly claims: readonly PlacedClaim[];
}

/**
 * Goes once over all the bounds, ascending, and says who answers between each and the next where anybody does.
 * A claim enters and leaves one heap once, so n claims take n log n steps, however they overlap.
 */
export function* sweepClaims(claims: readonly PlacedClaim[]): Generator<ResolvedStretch> {
  const byStart = claims.toSorted((a, b) => a.start - b.start);
  const ends = Float64Array.from(claims, (claim) => claim.end).sort();
  const open = new OpenClaims();
  let [begun, ended] = [0, 0];
  let position = byStart[0]?.start ?? Infinity;
  while (ended < ends.length) {
    for (; byStart[begun]?.start === position; begun++) open.add(byStart[begun]!);
    while (ends[ended] === position) ended++;
    const start = position;
    position = Math.min(byStart[begun]?.start ?? Infinity, ends[ended] ?? Infinity);
    const answering = open.resolveAt(start);
    if (answering.length > 0) yield { start, end: position, claims: answering };
  }
}

/** The claims that have begun, by rank. */
class OpenClaims {
  readonly #byRank = new Map<number, RankClaims>();
  /** First rank first. */
  #ranks: readonly RankClaims[] = [];

  add(claim: PlacedClaim): void {
    let claims = this.#byRank.get(claim.rank);
    if (claims === undefined) {
      claims = new RankClaims();
      this.#byRank.set(claim.rank, claims);
      this.#ranks = [...this.#byRank].sort(([a], [b]) => a - b).map(([, each]) => each);
    }
    claims.add(claim);
  }

  /** @param position Never less than at the call before. */
  resolveAt(position: number): readonly PlacedClaim[] {
    const found: PlacedClaim[] = [];
    for (const claims of this.#ranks) {
      found.push(...claims.firstsAt(position));
      // One that speaks of every length leaves nothing for later ranks to say.
      if (found.some(({ panLengths }) => panLengths.length === 0)) break;
    }
    return resolveIssuers(found);
  }
}

/** Those of one rank, by kind; of each kind only the first one matters. */
class RankClaims {
  readonly #byKind = new Map<string, ClaimHeap>();
  /** The heaps that hold something: mostly one, of hundreds. */
  readonly #filled: ClaimHeap[] = [];

  add(claim: PlacedClaim): void {
    let heap = this.#byKind.get(claim.kind);
    if (heap === undefined) this.#byKind.set(claim.kind, (heap = new ClaimHeap()));
    if (heap.isEmpty) this.#filled.push(heap);
    heap.add(claim);
  }

  firstsAt(position: number): readonly PlacedClaim[] {
    const firsts: PlacedClaim[] = [];
    for (const heap of this.#filled) {
      const first = heap.firstBeyond(position);
      if (first === null) continue;
      this.#filled[firsts.length] = heap;
      firsts.push(first);
    }
    this.#filled.length = firsts.length;
    return firsts;
  }
}
