interface Reader<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/** What one side puts in, whenever it is there, the other takes out in that order, whenever it wants it. */
export class Mailbox<Value> {
  readonly #values: Value[] = [];
  readonly #readers: Reader<Value>[] = [];
  #failure: { readonly error: unknown } | null = null;

  put(value: Value): void {
    const reader = this.#readers.shift();
    if (reader === undefined) this.#values.push(value);
    else reader.resolve(value);
  }

  /** Nothing will be put in any more. What was, can still be taken. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#readers.splice(0)) reject(error);
  }

  /** @throws what `fail` was told */
  take(): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    const [value] = this.#values.splice(0, 1);
    if (value !== undefined) resolve(value);
    else if (this.#failure !== null) reject(this.#failure.error);
    else this.#readers.push({ resolve, reject });
    return promise;
  }
}
