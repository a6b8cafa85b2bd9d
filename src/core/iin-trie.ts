import { PREFIX_DIGITS_MAX } from './account-range.js';

/** Digits that the direct table resolves in one read. Measured: see `bench/README.md`, four beat a walk from the first digit. */
export const ROOT_DIGITS = 4;
const ZERO = 48;
// Imported and exported names are looked up every time they are used, these are not.
const ROOT = ROOT_DIGITS;
const PREFIX_END = PREFIX_DIGITS_MAX;

/**
 * The frozen trie. Nodes below `leafCount` are leaves, and a leaf's number is the number of its set; inner nodes follow, the root last.
 * A set lists the values whose interval covers the whole prefix, then those that only some longer prefixes have, both ascending.
 */
export interface IinTrieArrays {
  readonly leafCount: number;
  /** Ten nodes per inner node, by next digit. */
  readonly children: Uint16Array;
  /** By the first four digits: the node after them, or the leaf met on the way. */
  readonly shortcuts: Uint16Array;
  /** By inner node (from 0): its set. */
  readonly nodeSets: Uint16Array;
  readonly setOffsets: Uint32Array;
  readonly setCovering: Uint16Array;
  readonly setValues: Uint16Array;
}

/** Walks; never allocates, never fails on any string of ASCII digits. */
export class IinTrie {
  readonly leafCount: number;
  readonly nodeCount: number;
  readonly #children: Uint16Array;
  readonly #shortcuts: Uint16Array;
  readonly #nodeSets: Uint16Array;
  readonly #setOffsets: Uint32Array;
  readonly #setCovering: Uint16Array;
  readonly #setValues: Uint16Array;

  constructor(arrays: IinTrieArrays) {
    this.leafCount = arrays.leafCount;
    this.nodeCount = arrays.leafCount + arrays.children.length / 10;
    this.#children = arrays.children;
    this.#shortcuts = arrays.shortcuts;
    this.#nodeSets = arrays.nodeSets;
    this.#setOffsets = arrays.setOffsets;
    this.#setCovering = arrays.setCovering;
    this.#setValues = arrays.setValues;
  }

  /**
   * The node for the first eleven of `digits`, or for all of them if there are fewer.
   * Invariant: `digits` is ASCII 0-9 (a `Pan` or a checked prefix), so the walk does not look again.
   */
  find(digits: string): number {
    const leafCount = this.leafCount;
    const children = this.#children;
    const end = digits.length < PREFIX_DIGITS_MAX ? digits.length : PREFIX_DIGITS_MAX;
    let node = this.nodeCount - 1;
    let at = 0;
    if (end >= ROOT_DIGITS) {
      const first = digits.charCodeAt(0) * 1000 + digits.charCodeAt(1) * 100 + digits.charCodeAt(2) * 10;
      node = this.#shortcuts[first + digits.charCodeAt(3) - ZERO * 1111]!;
      at = ROOT_DIGITS;
    }
    while (node >= leafCount && at < end) {
      node = children[(node - leafCount) * 10 + digits.charCodeAt(at) - ZERO]!;
      at++;
    }
    return node;
  }

  /** The same for digits in a text of bytes, where they begin at `from`. @param length At least four. */
  findAt(view: DataView, from: number, length: number): number {
    const leafCount = this.leafCount;
    let node = this.#shortcuts[numberOf(view.getInt32(from, true))]!;
    if (node < leafCount) return node;
    const children = this.#children;
    const end = from + (length < PREFIX_END ? length : PREFIX_END);
    for (let at = from + ROOT; node >= leafCount && at < end; at++)
      node = children[(node - leafCount) * 10 + view.getUint8(at) - ZERO]!;
    return node;
  }

  isLeaf(node: number): boolean {
    return node < this.leafCount;
  }

  /** @param digit 0-9 @param node An inner node. */
  child(node: number, digit: number): number {
    return this.#children[(node - this.leafCount) * 10 + digit]!;
  }

  setOf(node: number): number {
    return node < this.leafCount ? node : this.#nodeSets[node - this.leafCount]!;
  }

  setSize(set: number): number {
    return this.#setOffsets[set + 1]! - this.#setOffsets[set]!;
  }

  /** How many values, from the first, cover the whole prefix. */
  coveringCount(set: number): number {
    return this.#setCovering[set]!;
  }

  valueAt(set: number, index: number): number {
    return this.#setValues[this.#setOffsets[set]! + index]!;
  }
}

/** Four ASCII digits, the first one in the lowest byte, as a number: first in pairs, then together. */
function numberOf(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const pairs = (digits * 10 + (digits >>> 8)) & 0x00ff00ff;
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}
