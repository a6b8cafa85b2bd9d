import { IinTable } from './iin-table.js';
import type { IssuerClaim } from './issuers/issuer-claim.js';
import { IssuerTable } from './issuers/issuer-table.js';
import type { Issuer } from './report.js';

/** The bytes of the tables, as another thread can open them. */
export interface TableBuffers {
  readonly iins: ArrayBufferLike;
  readonly issuers: ArrayBufferLike | null;
}

/**
 * Everything an answer is looked up in: our own table of brands and, where an operator loaded one, a table of issuers. Frozen; new
 * data is a new object, and whoever answers keeps the one it began with.
 */
export class CardTables {
  /** Names what answered: the version of our table, and after `+` that of the issuer table. */
  readonly version: string;
  readonly #issuers = new WeakMap<IssuerClaim, Issuer>();

  constructor(
    readonly iins: IinTable,
    readonly issuers: IssuerTable | null,
  ) {
    this.version = issuers === null ? iins.version : `${iins.version}+${issuers.version}`;
  }

  /** @throws ArtifactError when the bytes are not tables of this release's format. The caller has compared the checksums. */
  static open({ iins, issuers }: TableBuffers): CardTables {
    return new CardTables(IinTable.open(iins), issuers && IssuerTable.open(issuers));
  }

  get buffers(): TableBuffers {
    return { iins: this.iins.bytes.buffer, issuers: this.issuers?.bytes.buffer ?? null };
  }

  /** A claim as reports show it. Made once per claim. */
  issuerOf(claim: IssuerClaim): Issuer {
    const known = this.#issuers.get(claim);
    if (known !== undefined) return known;
    const brand = claim.brandId === null ? null : this.iins.findBrand(claim.brandId);
    const issuer: Issuer = Object.freeze({
      name: claim.name,
      country: claim.country,
      funding: claim.funding,
      product: claim.product,
      segment: claim.segment,
      brand: brand && { id: brand.id, name: brand.name },
      source: claim.source.title,
    });
    this.#issuers.set(claim, issuer);
    return issuer;
  }
}
