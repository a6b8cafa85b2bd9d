import type { Leak, Ledger, SinkName } from './sinks.ts';

/** What came of one part of the harness. */
export interface Part {
  readonly name: string;
  readonly vectors: readonly string[];
  readonly searched: ReadonlyMap<SinkName, number>;
  readonly leaks: readonly Leak[];
  /** Reasons not to believe the silence: something that should have happened did not. */
  readonly troubles: readonly string[];
}

export function part(name: string, ledger: Ledger, leaks: readonly Leak[], troubles: readonly string[] = []): Part {
  const { vectors, searched } = ledger;
  return { name, vectors, searched, leaks, troubles };
}
