import { ANSWER_NOBODY, PAGE_SLOTS, SLOT_WIDTH, SLOTS } from './issuer-table-format.js';
import type { SectionData } from '../section-buffer.js';

/** The last block of cells begins before this: its place must be a negative Int32 too. */
const CELLS_MAX = 2 ** 31;

/** Lays stretches of prefixes with one answer each out as `IssuerIndex` reads them. They come ascending and touch, but never overlap. */
export class IssuerIndexBuilder {
  readonly #slots = new Int32Array(SLOTS);
  readonly #cells: number[] = [];
  /** The slot that is being cut into cells: pairs of first prefix (within the slot) and answer. */
  #block: number[] = [];
  #blockSlot = -1;

  add(start: number, end: number, answer: number): void {
    let from = start;
    while (from < end) {
      const slot = Math.floor(from / SLOT_WIDTH);
      const slotStart = slot * SLOT_WIDTH;
      if (from === slotStart && end >= slotStart + SLOT_WIDTH) {
        const after = Math.floor(end / SLOT_WIDTH);
        this.#slots.fill(answer, slot, after);
        from = after * SLOT_WIDTH;
      } else {
        const to = Math.min(end, slotStart + SLOT_WIDTH);
        this.#addCell(slot, from - slotStart, to - slotStart, answer);
        from = to;
      }
    }
  }

  #addCell(slot: number, from: number, to: number, answer: number): void {
    if (slot !== this.#blockSlot) {
      this.#closeBlock();
      this.#block = [0, ANSWER_NOBODY];
      this.#blockSlot = slot;
    }
    // The block ends in a cell for nobody, from where the stretch before stopped.
    const block = this.#block;
    if (block.at(-2) === from) block.length -= 2;
    block.push(from, answer);
    if (to < SLOT_WIDTH) block.push(to, ANSWER_NOBODY);
  }

  #closeBlock(): void {
    if (this.#blockSlot < 0) return;
    const offset = this.#cells.length;
    if (offset >= CELLS_MAX) throw new RangeError('The index has outgrown its 32-bit offsets.');
    this.#slots[this.#blockSlot] = ~offset;
    // The first cell begins at 0, always: the place is taken by their number.
    this.#cells.push(this.#block.length / 2);
    for (let index = 1; index < this.#block.length; index++) this.#cells.push(this.#block[index]!);
    this.#blockSlot = -1;
  }

  sections(): [string, SectionData][] {
    this.#closeBlock();
    const root = new Uint16Array(PAGE_SLOTS);
    const pages: Int32Array[] = [new Int32Array(PAGE_SLOTS)];
    /** By the answer that fills the whole page. */
    const uniform = new Map([[ANSWER_NOBODY, 0]]);
    for (let index = 0; index < PAGE_SLOTS; index++) {
      const page = this.#slots.subarray(index * PAGE_SLOTS, (index + 1) * PAGE_SLOTS);
      const only = onlyValue(page);
      const number = (only === null ? undefined : uniform.get(only)) ?? pages.push(page) - 1;
      if (only !== null) uniform.set(only, number);
      root[index] = number;
    }
    return [
      ['index.root', root],
      ['index.pages', joined(pages)],
      ['index.cells', Int32Array.from(this.#cells)],
    ];
  }
}

/** The value that fills the whole page, or null. */
function onlyValue(page: Int32Array): number | null {
  const first = page[0]!;
  for (let slot = 1; slot < page.length; slot++) if (page[slot] !== first) return null;
  return first;
}

function joined(pages: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(pages.length * PAGE_SLOTS);
  pages.forEach((page, index) => all.set(page, index * PAGE_SLOTS));
  return all;
}
