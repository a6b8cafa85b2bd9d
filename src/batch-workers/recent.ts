interface Entry<Value> {
  readonly value: Value;
  askedAt: number;
}

/** Keeps the few values that were asked for last, unless that was long ago. */
export class Recent<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  #asked = 0;

  /** @param agoMax After so many questions for others a value is forgotten, too. */
  constructor(
    private readonly countMax: number,
    private readonly agoMax: number,
  ) {}

  get(key: string, make: () => Value): Value {
    const value = (this.#entries.get(key) ?? { value: make() }).value;
    // A map keeps the order of insertion: the oldest is the first.
    this.#entries.delete(key);
    this.#entries.set(key, { value, askedAt: ++this.#asked });
    for (const [oldest, { askedAt }] of this.#entries) {
      if (this.#entries.size <= this.countMax && this.#asked - askedAt <= this.agoMax) break;
      this.#entries.delete(oldest);
    }
    return value;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}
