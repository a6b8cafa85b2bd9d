import { PREFIX_DIGITS_MAX, prefixInterval } from './account-range.js';
import { ROOT_DIGITS, type IinTrieArrays } from './iin-trie.js';

const SPACE = 10 ** PREFIX_DIGITS_MAX;
const UINT16_MAX = 0xffff;
const NO_CHILD = -1;

/**
 * Collects intervals of prefixes, each with a small number, and freezes them into the flat arrays `IinTrie` walks.
 *
 * Wherever nothing changes any more, whatever digits follow, the walk ends in a leaf; prefixes with the same values share it, and equal
 * inner nodes are made once. Leaves are numbered before inner nodes, and a node after all its children: the root is the last.
 */
export class IinTrieBuilder {
  readonly #intervals: { readonly start: number; readonly end: number; readonly value: number }[] = [];

  /** @param low,high Same width, 1 to 11 digits, both inclusive. @param value 0 to 65,535; a set lists its values ascending. */
  add(low: string, high: string, value: number): this {
    if (low.length !== high.length || low.length < 1 || low.length > PREFIX_DIGITS_MAX || low > high) {
      throw new RangeError('The interval is not one.');
    }
    fitsUint16(value, 'values');
    this.#intervals.push({ ...prefixInterval({ low, high }), value });
    return this;
  }

  freeze(): IinTrieArrays {
    const { starts, sets } = this.#elementaryIntervals();
    return new Freezer(starts, sets).freeze();
  }

  /** Cuts the prefix space wherever an interval begins or ends; inside a piece every prefix has the same values. */
  #elementaryIntervals(): { starts: readonly number[]; sets: readonly (readonly number[])[] } {
    const cuts = new Set([0]);
    for (const { start, end } of this.#intervals) cuts.add(start).add(end);
    cuts.delete(SPACE);
    const starts = [...cuts].sort((a, b) => a - b);
    const sets = starts.map((at) =>
      this.#intervals
        .filter(({ start, end }) => start <= at && at < end)
        .map(({ value }) => value)
        .sort((a, b) => a - b),
    );
    return { starts, sets };
  }
}

class Freezer {
  readonly #leafSets = new Interner();
  readonly #innerSets = new Interner();
  readonly #nodes = new Interner();
  readonly #innerSetOf: number[] = [];

  constructor(
    private readonly starts: readonly number[],
    private readonly sets: readonly (readonly number[])[],
  ) {
    for (const set of sets) this.#leafSets.add(set);
  }

  freeze(): IinTrieArrays {
    const leafCount = this.#leafSets.items.length;
    const root = this.#node(0, SPACE);
    fitsUint16(leafCount + this.#nodes.items.length, 'nodes');
    const children = Uint16Array.from(this.#nodes.items.flat());
    return {
      leafCount,
      children,
      shortcuts: shortcuts(root, leafCount, children),
      nodeSets: Uint16Array.from(this.#innerSetOf, (set) => fitsUint16(leafCount + set, 'sets')),
      ...this.#flatSets(),
    };
  }

  /** @returns the number of the node for the prefixes in `start..end-1`: a leaf when nothing changes among them. */
  #node(start: number, end: number): number {
    const first = this.#pieceAt(start);
    if ((this.starts[first + 1] ?? SPACE) >= end) return this.#leafSets.add(this.sets[first]!);
    const step = (end - start) / 10;
    const children = Array.from({ length: 10 }, (_, digit) =>
      this.#node(start + digit * step, start + (digit + 1) * step),
    );
    const known = this.#nodes.items.length;
    const inner = this.#nodes.add(children);
    if (inner === known) this.#addInnerSet(children);
    return this.#leafSets.items.length + inner;
  }

  #addInnerSet(children: readonly number[]): void {
    const all = children.map((child) => this.#valuesOf(child));
    const covering = all[0]!.covering.filter((value) => all.every((set) => set.covering.includes(value)));
    const reachable = new Set(all.flatMap((set) => [...set.covering, ...set.partial]));
    for (const value of covering) reachable.delete(value);
    const partial = [...reachable].sort((a, b) => a - b);
    const index = this.#innerSets.add([covering.length, ...covering, ...partial]);
    this.#innerSetOf.push(index);
  }

  #valuesOf(node: number): { covering: readonly number[]; partial: readonly number[] } {
    const leafCount = this.#leafSets.items.length;
    if (node < leafCount) return { covering: this.#leafSets.items[node]!, partial: [] };
    const [count, ...values] = this.#innerSets.items[this.#innerSetOf[node - leafCount]!]!;
    return { covering: values.slice(0, count), partial: values.slice(count) };
  }

  #flatSets(): Pick<IinTrieArrays, 'setOffsets' | 'setCovering' | 'setValues'> {
    const leaves = this.#leafSets.items.map((values) => ({ covering: values.length, values }));
    const inner = this.#innerSets.items.map(([covering, ...values]) => ({ covering: covering!, values }));
    const all = [...leaves, ...inner];
    const setOffsets = new Uint32Array(all.length + 1);
    all.forEach(({ values }, index) => (setOffsets[index + 1] = setOffsets[index]! + values.length));
    return {
      setOffsets,
      setCovering: Uint16Array.from(all, ({ covering }) => covering),
      setValues: Uint16Array.from(all.flatMap(({ values }) => values)),
    };
  }

  #pieceAt(prefix: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= prefix) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Gives equal lists of numbers the same index. */
class Interner {
  readonly items: (readonly number[])[] = [];
  readonly #indexOf = new Map<string, number>();

  add(list: readonly number[]): number {
    const key = list.join();
    const known = this.#indexOf.get(key);
    if (known !== undefined) return known;
    this.#indexOf.set(key, this.items.length);
    return this.items.push(list) - 1;
  }
}

/** The node behind every prefix of four digits, or the leaf that was met before. */
function shortcuts(root: number, leafCount: number, children: Uint16Array): Uint16Array {
  const digitsAt = (prefix: number): string => String(prefix).padStart(ROOT_DIGITS, '0');
  return Uint16Array.from({ length: 10 ** ROOT_DIGITS }, (_, prefix) => {
    let node = root;
    for (const digit of digitsAt(prefix)) {
      if (node < leafCount) break;
      node = children[(node - leafCount) * 10 + Number(digit)] ?? NO_CHILD;
    }
    return node;
  });
}

/** Invariant: whatever is written into a Uint16Array fits; a table that outgrows it must change format, not wrap around. */
function fitsUint16(value: number, what: string): number {
  if (value < 0 || value > UINT16_MAX) throw new RangeError(`The trie has too many ${what} for 16 bits.`);
  return value;
}
