/** A file about who may call cannot be taken. Holds the number of a line and a sentence of ours, nothing of what stands there. */
export class RecordError extends Error {
  constructor(
    override readonly message: string,
    readonly line: number | null = null,
    /** Whether there is nothing that can be read, rather than something wrong with it. */
    readonly isOutOfReach = false,
  ) {
    super(message);
  }

  /** `Line 3: what is wrong.` */
  get sentence(): string {
    return this.line === null ? this.message : `Line ${this.line}: ${this.message}`;
  }
}
