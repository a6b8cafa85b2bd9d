import { CHECK_DIGIT_RULES, CONFIDENCES, RANGE_STATUSES, type AccountRange } from './account-range.js';
import type { Brand } from './brand.js';
import { PAN_LENGTHS } from './claim-resolution.js';
import type { Sections } from './section-buffer.js';
import { ListPool, StringPool } from './section-pools.js';
import type { Dispute, Source, TestCard } from './table-source.js';

/** Turns columns back into rows. */
export class Rows {
  readonly strings: StringPool;
  readonly #lists: ListPool;

  constructor(private readonly sections: Sections) {
    this.strings = new StringPool(sections, 'strings');
    this.#lists = new ListPool(sections, 'lists');
  }

  brands(sources: readonly Source[]): readonly Brand[] {
    const column = (name: string): Uint16Array => this.sections.u16(`brand.${name}`);
    const [ids, names, cvvKnown, cvvNames] = ['id', 'name', 'cvvKnown', 'cvvName'].map(column);
    const [cvvLengths, groupings, from] = ['cvvLengths', 'grouping', 'source'].map(column);
    return Array.from(ids!, (id, row) => ({
      id: this.strings.get(id),
      name: this.strings.get(names![row]!),
      cvv:
        cvvKnown![row] === 0
          ? null
          : { name: this.strings.find(cvvNames![row]!), lengths: this.#lists.get(cvvLengths![row]!) },
      source: sources[from![row]!]!.id,
      grouping: new Map(
        pairs(this.#lists.get(groupings![row]!)).map(([length, list]) => [length, this.#lists.get(list)]),
      ),
    }));
  }

  sources(): readonly Source[] {
    return chunks(this.sections.u16('sources'), 4).map(([id, title, locator, readOn]) => ({
      id: this.strings.get(id!),
      title: this.strings.get(title!),
      locator: this.strings.get(locator!),
      readOn: this.strings.get(readOn!),
    }));
  }

  ranges(brands: readonly Brand[], sources: readonly Source[]): readonly AccountRange[] {
    const column = (name: string): Uint16Array => this.sections.u16(`range.${name}`);
    const [brand, low, high, lengths, rule] = ['brand', 'low', 'high', 'lengths', 'rule'].map(column);
    const [status, confidence, product, countries] = ['status', 'confid', 'product', 'countries'].map(column);
    const [coBadged, split, accepted, from, note] = ['coBadged', 'split', 'accepted', 'sources', 'note'].map(column);
    const brandIds = (list: number): readonly string[] => this.#lists.get(list).map((index) => brands[index]!.id);
    return Array.from(brand!, (index, id) => ({
      id,
      brandId: brands[index]!.id,
      low: this.strings.get(low![id]!),
      high: this.strings.get(high![id]!),
      panLengths: PAN_LENGTHS.filter((_, bit) => ((lengths![id]! >> bit) & 1) === 1),
      checkDigit: CHECK_DIGIT_RULES[rule![id]!]!,
      status: RANGE_STATUSES[status![id]!]!,
      confidence: CONFIDENCES[confidence![id]!]!,
      product: this.strings.find(product![id]!),
      countries: this.#texts(countries![id]!),
      coBadgedWith: brandIds(coBadged![id]!),
      lengthSplitWith: brandIds(split![id]!),
      acceptedOn: pairs(this.#lists.get(accepted![id]!)).map(([network, regions]) => ({
        networkId: brands[network]!.id,
        regions: this.#texts(regions),
      })),
      sources: this.#lists.get(from![id]!).map((source) => sources[source]!.id),
      note: this.strings.find(note![id]!),
    }));
  }

  disputes(brands: readonly Brand[], sources: readonly Source[]): readonly Dispute[] {
    return chunks(this.sections.u16('disputes'), 6).map(([low, high, brandList, decidedBy, reason, from]) => ({
      low: this.strings.get(low!),
      high: this.strings.get(high!),
      brandIds: this.#lists.get(brandList!).map((index) => brands[index]!.id),
      decidedBy: brands[decidedBy! - 1]?.id ?? null,
      reason: this.strings.get(reason!),
      sources: this.#lists.get(from!).map((index) => sources[index]!.id),
    }));
  }

  testCards(brands: readonly Brand[]): readonly TestCard[] {
    return chunks(this.sections.u16('testCards'), 3).map(([pan, brand, publisher]) => ({
      pan: this.strings.get(pan!),
      brandId: brands[brand! - 1]?.id ?? null,
      publisher: this.strings.get(publisher!),
    }));
  }

  #texts(list: number): readonly string[] {
    return this.#lists.get(list).map((index) => this.strings.get(index));
  }
}

function chunks(values: Uint16Array, size: number): readonly (readonly number[])[] {
  return Array.from({ length: values.length / size }, (_, row) =>
    Array.from(values.subarray(row * size, (row + 1) * size)),
  );
}

function pairs(values: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: values.length / 2 }, (_, index) => [values[index * 2]!, values[index * 2 + 1]!]);
}
