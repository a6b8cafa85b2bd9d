import { FUNDINGS, SEGMENTS } from '../report.js';
import { PAN_DIGITS_MIN, PAN_LENGTHS } from '../claim-resolution.js';
import { narrowestColumn } from './issuer-column.js';
import { FactsSet } from './issuer-facts-set.js';
import type { PlacedClaim } from './issuer-placed-claim.js';
import type { SectionData } from '../section-buffer.js';
import { ListPoolBuilder, StringPoolBuilder } from '../section-pools.js';

/** Unique answers. An answer is one set of facts or several, and facts are what a row says and the file that says so. */
export class IssuerAnswersBuilder {
  /** One claim of every set of facts, by number. */
  readonly #facts: PlacedClaim[] = [];
  readonly #factsNumbers = new FactsSet(7);
  /** By order of listing: facts number plus one, where it was already looked up. */
  readonly #factsOfClaim: Uint32Array;
  readonly #names = new StringPoolBuilder();
  readonly #products = new StringPoolBuilder();
  /** Countries and brands, only to tell them apart. */
  readonly #codes = new StringPoolBuilder();
  readonly #several = new ListPoolBuilder(32);

  constructor(claimCount: number) {
    this.#factsOfClaim = new Uint32Array(claimCount);
  }

  /** @returns A key, equal for equal answers; `numberOf` makes it an answer once all are known. */
  add(claims: readonly PlacedClaim[]): number {
    if (claims.length === 1) return this.#addFacts(claims[0]!) + 1;
    return -this.#several.add(claims.map((claim) => this.#addFacts(claim)));
  }

  numberOf(key: number): number {
    return key > 0 ? key : this.#facts.length - key;
  }

  #addFacts(claim: PlacedClaim): number {
    const known = this.#factsOfClaim[claim.order]!;
    if (known > 0) return known - 1;
    const { record, file } = claim;
    const number = this.#factsNumbers.add([
      this.#names.add(record.name),
      this.#products.add(record.product),
      this.#codes.add(record.country),
      this.#codes.add(record.brandId),
      kindOf(claim),
      lengthBits(claim),
      file,
    ]);
    if (number === this.#facts.length) this.#facts.push(claim);
    this.#factsOfClaim[claim.order] = number + 1;
    return number;
  }

  /** Countries, brands and PAN lengths come early in their pools, so that a byte can hold their place; names and products have their own. */
  sections(strings: StringPoolBuilder, lists: ListPoolBuilder): [string, SectionData][] {
    const [names, products] = [this.#names, this.#products];
    const column = (name: string, value: (claim: PlacedClaim) => number): [string, SectionData] => [
      `facts.${name}`,
      narrowestColumn(this.#facts.map(value)),
    ];
    return [
      ['facts.count', Uint32Array.of(this.#facts.length)],
      column('country', ({ record }) => strings.add(record.country)),
      column('brand', ({ record }) => strings.add(record.brandId)),
      column('product', ({ record }) => products.add(record.product)),
      column('name', ({ record }) => names.add(record.name)),
      column('kind', kindOf),
      column('lengths', (claim) => lists.add(lengthsOf(claim))),
      column('file', ({ file }) => file),
      ...names.sections('names'),
      ...products.sections('products'),
      ...this.#several.sections('several'),
    ];
  }
}

/** Funding and segment in one number. */
function kindOf({ record: { funding, segment } }: PlacedClaim): number {
  const [fundingAt, segmentAt] = [FUNDINGS.indexOf(funding), SEGMENTS.indexOf(segment)];
  if (fundingAt < 0 || segmentAt < 0) throw new RangeError('A row has a funding or segment that nobody knows.');
  return fundingAt * SEGMENTS.length + segmentAt;
}

function lengthBits({ record }: PlacedClaim): number {
  return record.panLengths.reduce((bits, length) => bits | (1 << (length - PAN_DIGITS_MIN)), 0);
}

/** Ascending, each once. */
function lengthsOf(claim: PlacedClaim): readonly number[] {
  const bits = lengthBits(claim);
  return PAN_LENGTHS.filter((_, bit) => ((bits >> bit) & 1) === 1);
}
