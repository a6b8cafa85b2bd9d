/** Keeps the few values that were asked for last. */
export class Recent<Value> {
  readonly #values = new Map<string, Value>();

  constructor(private readonly countMax: number) {}

  get(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make();
    // A map keeps the order of insertion: the oldest is the first.
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.countMax) break;
      this.#values.delete(oldest);
    }
    return value;
  }
}
