type Row = readonly number[] | Int32Array;

/** Unique rows of a few whole numbers each, numbered as they come: a hash table in typed arrays, for rows by the hundred thousand. */
export class FactsSet {
  #rows: Int32Array;
  #count = 0;
  /** Row number plus one, or 0 where the slot is free; at least half of them are. */
  #slots = new Int32Array(2048);

  /** @param width Numbers in a row. */
  constructor(private readonly width: number) {
    this.#rows = new Int32Array(this.#slots.length * width);
  }

  /** @param row As many 32-bit numbers as the set is wide. @returns The number of the row. */
  add(row: readonly number[]): number {
    let slot = this.#slotOf(row);
    const known = this.#slots[slot]!;
    if (known > 0) return known - 1;
    if (this.#count * 2 >= this.#slots.length) {
      this.#grow();
      slot = this.#slotOf(row);
    }
    this.#rows.set(row, this.#count * this.width);
    this.#slots[slot] = ++this.#count;
    return this.#count - 1;
  }

  #slotOf(row: Row): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(row) & mask;
    for (let known = this.#slots[slot]!; known > 0; known = this.#slots[slot]!) {
      if (this.#isRow(known - 1, row)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isRow(number: number, row: Row): boolean {
    const start = number * this.width;
    for (let at = 0; at < this.width; at++) if (this.#rows[start + at] !== row[at]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const rows = new Int32Array(this.#slots.length * this.width);
    rows.set(this.#rows);
    this.#rows = rows;
    for (let number = 0; number < this.#count; number++)
      this.#slots[this.#slotOf(rows.subarray(number * this.width, (number + 1) * this.width))] = number + 1;
  }
}

function hashOf(row: Row): number {
  let hash = 0;
  for (const value of row) {
    hash = Math.imul(hash ^ value, 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
