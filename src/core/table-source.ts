import type { AccountRange } from './account-range.js';
import type { Brand } from './brand.js';

/** The reviewed text tables of `data/` as values, before anything was checked. See `data/PROVENANCE.md`. */
export interface TableSource {
  /** The day the tables were released, `YYYY-MM-DD`; part of the data version. */
  readonly released: string;
  readonly brands: readonly Brand[];
  readonly ranges: readonly Omit<AccountRange, 'id'>[];
  readonly disputes: readonly Dispute[];
  readonly sources: readonly Source[];
  readonly testCards: readonly TestCard[];
}

/** A prefix interval that sources give to different brands, without one being plainly wrong. */
export interface Dispute {
  readonly low: string;
  readonly high: string;
  readonly brandIds: readonly string[];
  /** The brand that decides where two claims are equally wide; null when nobody can. */
  readonly decidedBy: string | null;
  readonly reason: string;
  readonly sources: readonly string[];
}

export interface Source {
  readonly id: string;
  readonly title: string;
  /** Where to find it: a URL, or `owner/repository@commit path`. */
  readonly locator: string;
  /** The day it was read, `YYYY-MM-DD`. */
  readonly readOn: string;
}

/** A number which a payment company publishes for testing. It is nobody's card. */
export interface TestCard {
  readonly pan: string;
  /** The brand its publisher names, or null where the tables do not know that brand. */
  readonly brandId: string | null;
  readonly publisher: string;
}
