import { openColumn, type Column } from './issuer-column.js';
import type { IssuerFile } from './issuer-record.js';
import type { IssuerClaim } from './issuer-claim.js';
import { FUNDINGS, SEGMENTS } from '../report.js';
import { ArtifactError, type Sections } from '../section-buffer.js';
import { ListPool, StringPool } from '../section-pools.js';

interface FactColumns {
  readonly name: Column;
  readonly country: Column;
  readonly product: Column;
  readonly brand: Column;
  readonly kind: Column;
  readonly lengths: Column;
  readonly file: Column;
}

/** As many claims as a hundred thousand rows have; kept, they take some 16 MB. Later ones are made each time. */
const KEPT_MAX = 65_536;

/** Turns answer numbers into claims. An answer is made when first asked for, and then kept while there is room. */
export class IssuerAnswers {
  readonly #factsCount: number;
  readonly #columns: FactColumns;
  readonly #several: ListPool;
  readonly #names: StringPool;
  readonly #products: StringPool;
  readonly #keptMax: number;
  #kept: (readonly IssuerClaim[])[] = [];

  /** @param files Asked for when the first claim is made. */
  constructor(
    sections: Sections,
    private readonly pools: { readonly strings: StringPool; readonly lists: ListPool },
    private readonly files: () => readonly IssuerFile[],
  ) {
    const [count] = sections.u32('facts.count');
    if (count === undefined) throw new ArtifactError('corrupt');
    const column = (name: keyof FactColumns): Column => openColumn(sections, `facts.${name}`, count);
    this.#columns = {
      name: column('name'),
      country: column('country'),
      product: column('product'),
      brand: column('brand'),
      kind: column('kind'),
      lengths: column('lengths'),
      file: column('file'),
    };
    this.#factsCount = count;
    this.#names = new StringPool(sections, 'names');
    this.#products = new StringPool(sections, 'products');
    this.#several = new ListPool(sections, 'several', 32);
    this.#keptMax = Math.min(count + this.#several.size, KEPT_MAX);
  }

  /** @throws ArtifactError for a number that is no answer of this table. */
  get(answer: number): readonly IssuerClaim[] {
    return this.#kept[answer] ?? this.#keep(answer);
  }

  /** Room for all of them is made with the first: not when the table is opened, and not bit by bit either. */
  #keep(answer: number): readonly IssuerClaim[] {
    const claims = this.#make(answer);
    if (answer >= KEPT_MAX) return claims;
    if (this.#kept.length === 0) this.#kept = new Array<readonly IssuerClaim[]>(this.#keptMax);
    return (this.#kept[answer] = claims);
  }

  #make(answer: number): readonly IssuerClaim[] {
    if (answer === 0) return Object.freeze([]);
    if (!Number.isInteger(answer) || answer < 0) throw new ArtifactError('corrupt');
    if (answer <= this.#factsCount) return Object.freeze([this.#makeClaim(answer - 1)]);
    return Object.freeze(this.#several.get(answer - this.#factsCount).map((facts) => this.get(facts + 1)[0]!));
  }

  #makeClaim(facts: number): IssuerClaim {
    const { name, country, product, brand, kind, lengths, file } = this.#columns;
    const kindNumber = kind[facts] ?? 0;
    const funding = FUNDINGS[Math.floor(kindNumber / SEGMENTS.length)];
    const { strings, lists } = this.pools;
    const source = this.files()[file[facts] ?? 0];
    if (funding === undefined || source === undefined) throw new ArtifactError('corrupt');
    return Object.freeze({
      name: this.#names.find(name[facts] ?? 0),
      country: strings.find(country[facts] ?? 0),
      funding,
      product: this.#products.find(product[facts] ?? 0),
      segment: SEGMENTS[kindNumber % SEGMENTS.length]!,
      brandId: strings.find(brand[facts] ?? 0),
      panLengths: lists.get(lengths[facts] ?? 0),
      source,
    });
  }
}
