/** Cells remembered per column; an endless supply of new ones must not fill the memory. */
const CELLS_MAX = 50_000;

/**
 * Remembers what a cell was read as: a column of a hundred thousand rows has some thousand different cells. The same cell yields the
 * very same value, so that a text is kept once.
 */
export class CellMemory<Value> {
  readonly #read: (cell: string) => Value;
  readonly #values = new Map<string, Value>();

  constructor(read: (cell: string) => Value) {
    this.#read = read;
  }

  get(cell: string): Value {
    const known = this.#values.get(cell);
    if (known !== undefined) return known;
    if (this.#values.size >= CELLS_MAX) this.#values.clear();
    const value = this.#read(cell);
    this.#values.set(cell, value);
    return value;
  }
}
