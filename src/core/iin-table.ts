import type { AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import { ClaimSet } from './claim-set.js';
import { AMBIGUOUS, PAN_DIGITS_MIN, PAN_LENGTHS, type Winner } from './claim-resolution.js';
import { IIN_TABLE, WINNER_AMBIGUOUS, WINNER_NONE } from './iin-table-format.js';
import { Rows } from './iin-table-rows.js';
import { IinTrie } from './iin-trie.js';
import { ArtifactError, Sections } from './section-buffer.js';
import type { Dispute, Source, TestCard } from './table-source.js';

/**
 * The compiled brand table: a frozen trie over typed arrays, and behind it the rows it points to.
 * A new table is a new object; what an open one keeps besides are claim sets, which the same digits give again.
 */
export class IinTable {
  readonly trie: IinTrie;
  readonly released: string;
  /** SHA-256 of the table, lower-case hex. */
  readonly sha256: string;
  /** Names this table in every answer: release day and the first eight hex digits of the checksum. */
  readonly version: string;
  readonly bytes: Uint8Array;
  readonly brands: readonly Brand[];
  readonly ranges: readonly AccountRange[];
  readonly sources: readonly Source[];
  readonly disputes: readonly Dispute[];
  readonly #brandById: ReadonlyMap<string, Brand>;
  readonly #sourceById: ReadonlyMap<string, Source>;
  readonly #testCards: ReadonlyMap<string, TestCard>;
  readonly #claimSets: ClaimSet[] = [];
  readonly #digitsToSettle: Uint8Array;
  readonly #certainBrand: Uint16Array;
  readonly #winners: Uint16Array;

  /** @throws ArtifactError when the bytes are not a table of this release's format. The caller has compared the checksum. */
  static open(buffer: ArrayBufferLike): IinTable {
    return new IinTable(buffer, new Sections(buffer, IIN_TABLE));
  }

  private constructor(buffer: ArrayBufferLike, sections: Sections) {
    const rows = new Rows(sections);
    const [released, leafCount] = sections.u16('meta');
    this.bytes = new Uint8Array(buffer);
    this.released = rows.strings.get(released!);
    this.sha256 = sections.sha256;
    this.version = `${this.released}-${this.sha256.slice(0, 8)}`;
    this.trie = new IinTrie({
      leafCount: leafCount!,
      children: sections.u16('trie.children'),
      shortcuts: sections.u16('trie.shortcuts'),
      nodeSets: sections.u16('trie.nodeSets'),
      setOffsets: sections.u32('trie.setOffsets'),
      setCovering: sections.u16('trie.setCovering'),
      setValues: sections.u16('trie.setValues'),
    });
    this.#digitsToSettle = sections.u8('node.settle');
    this.#certainBrand = sections.u16('node.brand');
    this.#winners = sections.u16('leaf.winners');
    this.sources = rows.sources();
    this.brands = rows.brands(this.sources);
    this.ranges = rows.ranges(this.brands, this.sources);
    this.disputes = rows.disputes(this.brands, this.sources);
    this.#brandById = new Map(this.brands.map((brand) => [brand.id, brand]));
    this.#sourceById = new Map(this.sources.map((source) => [source.id, source]));
    this.#testCards = new Map(rows.testCards(this.brands).map((card) => [card.pan, card]));
  }

  findBrand(id: string): Brand | null {
    return this.#brandById.get(id) ?? null;
  }

  /** @param id A brand id that came out of this table. */
  getBrand(id: string): Brand {
    const brand = this.#brandById.get(id);
    if (brand === undefined) throw new ArtifactError('corrupt');
    return brand;
  }

  /** @param id A source id that came out of this table. */
  getSource(id: string): Source {
    const source = this.#sourceById.get(id);
    if (source === undefined) throw new ArtifactError('corrupt');
    return source;
  }

  findTestCard(digits: string): TestCard | null {
    return this.#testCards.get(digits) ?? null;
  }

  get testCards(): readonly TestCard[] {
    return [...this.#testCards.values()];
  }

  /** The claims behind a node. Made when first asked for; at most as many as the trie has sets. */
  claimsAt(node: number): ClaimSet {
    const set = this.trie.setOf(node);
    return (this.#claimSets[set] ??= this.#readClaims(set));
  }

  #readClaims(set: number): ClaimSet {
    const { trie, ranges, disputes } = this;
    const values = Array.from({ length: trie.setSize(set) }, (_, index) => trie.valueAt(set, index));
    const covering = values.slice(0, trie.coveringCount(set));
    const partial = values.slice(trie.coveringCount(set));
    const rangesIn = (part: readonly number[]): readonly AccountRange[] => part.flatMap((value) => ranges[value] ?? []);
    const disputesIn = covering.flatMap((value) => disputes[value - ranges.length] ?? []);
    return new ClaimSet({ covering: rangesIn(covering), partial: rangesIn(partial) }, disputesIn, this);
  }

  /** Digits until the prefix has said all it can; 0 when it already has. */
  digitsToSettle(node: number): number {
    return this.#digitsToSettle[node]!;
  }

  /** The brand of every number behind the node, or null. */
  certainBrand(node: number): Brand | null {
    return this.brands[this.#certainBrand[node]! - 1] ?? null;
  }

  /** Who decides at a leaf for numbers of `panLength` digits; the narrowest claim where no card can have that length. */
  winner(leaf: number, panLength: number): Winner {
    const code = this.winnerCode(leaf, panLength);
    if (code === WINNER_NONE) return null;
    return code === WINNER_AMBIGUOUS ? AMBIGUOUS : this.ranges[code - 1]!;
  }

  /** The same as a number, for hot paths: 0 nobody, 0xffff ambiguous, else range id + 1. */
  winnerCode(leaf: number, panLength: number): number {
    const slot = panLength - PAN_DIGITS_MIN;
    const column = slot >= 0 && slot < PAN_LENGTHS.length ? slot + 1 : 0;
    return this.#winners[leaf * (PAN_LENGTHS.length + 1) + column]!;
  }
}
