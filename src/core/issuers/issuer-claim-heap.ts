import { bySpecificity } from './issuer-resolution.js';
import type { PlacedClaim } from './issuer-placed-claim.js';

/** Claims of which the most specific one comes first. What has ended stays inside until it would come first. */
export class ClaimHeap {
  readonly #claims: PlacedClaim[] = [];

  get isEmpty(): boolean {
    return this.#claims.length === 0;
  }

  add(claim: PlacedClaim): void {
    const claims = this.#claims;
    let at = claims.push(claim) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (bySpecificity(claims[parent]!, claim) <= 0) break;
      claims[at] = claims[parent]!;
      at = parent;
    }
    claims[at] = claim;
  }

  /** The most specific claim that reaches beyond `position`. The claims before it are dropped: positions only ever ascend. */
  firstBeyond(position: number): PlacedClaim | null {
    while (this.#claims.length > 0 && this.#claims[0]!.end <= position) this.#dropFirst();
    return this.#claims[0] ?? null;
  }

  #dropFirst(): void {
    const claims = this.#claims;
    const last = claims.pop()!;
    if (claims.length === 0) return;
    let at = 0;
    for (let child = 1; child < claims.length; child = at * 2 + 1) {
      if (child + 1 < claims.length && bySpecificity(claims[child + 1]!, claims[child]!) < 0) child++;
      if (bySpecificity(last, claims[child]!) <= 0) break;
      claims[at] = claims[child]!;
      at = child;
    }
    claims[at] = last;
  }
}
