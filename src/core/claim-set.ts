import { decides, type AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import { cvvReport } from './cvv.js';
import { gapsFor } from './format.js';
import type { Candidate } from './report.js';
import type { Dispute } from './table-source.js';

/** The rows a claim set is put together from. */
export interface ClaimRows {
  getBrand(id: string): Brand;
  getSource(id: string): { readonly title: string };
}

/**
 * The claims on one set of prefixes, joined by brand. Thousands of prefixes share a set, so a table makes each of them once,
 * when it is first asked for.
 */
export class ClaimSet {
  /** Ranges that cover every prefix of the set, most specific first. */
  readonly covering: readonly AccountRange[];
  readonly disputes: readonly Dispute[];
  /** Someone who may decide has a claim on these prefixes, or on some that are longer. */
  readonly hasDecider: boolean;
  /** Every brand with a claim, once, in the order of `docs/adr/0005-order-of-candidates.md`. */
  readonly contenders: readonly Contender[];
  readonly #all: readonly AccountRange[];
  readonly #rows: ClaimRows;

  constructor(
    claims: { readonly covering: readonly AccountRange[]; readonly partial: readonly AccountRange[] },
    disputes: readonly Dispute[],
    rows: ClaimRows,
  ) {
    // Narrow claims on all the digits first; then claims that need further digits, wide before narrow.
    this.#all = [...claims.covering, ...claims.partial.toReversed()];
    this.#rows = rows;
    this.covering = claims.covering;
    this.disputes = disputes;
    this.hasDecider = this.#all.some(decides);
    const ranked = [...this.#all.filter(decides), ...this.#all.filter((claim) => !decides(claim))];
    this.contenders = [...Map.groupBy(ranked, ({ brandId }) => brandId).values()].map(([best]) =>
      this.contender(best!),
    );
  }

  /** The brand of `best`, presented by that claim. */
  contender(best: AccountRange): Contender {
    const alike = this.#all.filter((claim) => claim.brandId === best.brandId && decides(claim) === decides(best));
    const panLengths = [...new Set(alike.flatMap((claim) => claim.panLengths))].sort((a, b) => a - b);
    return new Contender(best, panLengths, this.isDisputed(best.brandId), this.#rows);
  }

  isDisputed(brandId: string): boolean {
    return this.disputes.some(({ brandIds }) => brandIds.includes(brandId));
  }

  /** Some deciding claim allows numbers longer than `length`. */
  canGrowBeyond(length: number): boolean {
    return this.contenders.some(({ claim, panLengths }) => decides(claim) && panLengths.at(-1)! > length);
  }
}

/** A brand in a set, by its best claim and with the lengths of all its claims that weigh as much. */
export class Contender {
  readonly #brand: Brand;
  readonly #facts: Omit<Candidate, 'gaps'>;
  readonly #byLength = new Map<number, Candidate>();

  constructor(
    readonly claim: AccountRange,
    readonly panLengths: readonly number[],
    disputed: boolean,
    rows: ClaimRows,
  ) {
    this.#brand = rows.getBrand(claim.brandId);
    this.#facts = {
      brand: { id: this.#brand.id, name: this.#brand.name },
      product: claim.product,
      low: claim.low,
      high: claim.high,
      confidence: claim.confidence,
      status: claim.status,
      decides: decides(claim),
      disputed,
      panLengths,
      cvv: cvvReport(this.#brand.cvv),
      source: claim.sources.map((id) => rows.getSource(id).title).join('; '),
    };
  }

  /** False once the digits outnumber every card of the brand. */
  allows(digitCount: number): boolean {
    return this.panLengths.at(-1)! >= digitCount;
  }

  /** Grouped as printed: for the length at hand, else for the next one the brand has, else for its longest. */
  toCandidate(digitCount: number): Candidate {
    const length = this.panLengths.find((allowed) => allowed >= digitCount) ?? this.panLengths.at(-1)!;
    const known = this.#byLength.get(length);
    if (known !== undefined) return known;
    const { source, cvv, ...facts } = this.#facts;
    const candidate = Object.freeze({ ...facts, cvv, gaps: gapsFor(this.#brand, length), source });
    this.#byLength.set(length, candidate);
    return candidate;
  }
}
