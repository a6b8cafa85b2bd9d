import { CanaryIndex } from './canary-index.ts';
import { newCanary } from './canary.ts';

/** Where a card number could come out. */
export const SINKS = ['answers', 'stdout', 'stderr', 'metrics', 'traces', 'files', 'process'] as const;
export type SinkName = (typeof SINKS)[number];
export type Sinks = Readonly<Partial<Record<SinkName, readonly Buffer[]>>>;

/** A canary that came out, and whose it was. */
export interface Leak {
  readonly vector: string;
  readonly sink: SinkName;
  readonly how: string;
}

/** Which canary went in where: no two vectors share one, so that a leak names its way in. */
export class Ledger {
  readonly #vectors = new Map<string, string>();
  /** Bytes that were searched, by sink: a sink that nothing ever came out of proves nothing. */
  readonly searched = new Map<SinkName, number>();

  get vectors(): readonly string[] {
    return [...new Set(this.#vectors.values())];
  }

  canaryFor(vector: string): string {
    const canary = newCanary();
    this.#vectors.set(canary, vector);
    return canary;
  }

  leaksIn(...collected: readonly Sinks[]): readonly Leak[] {
    const index = new CanaryIndex(this.#vectors.keys());
    return collected.flatMap((sinks) =>
      (Object.entries(sinks) as [SinkName, readonly Buffer[]][]).flatMap(([sink, buffers]) =>
        buffers.flatMap((bytes) => this.#leaksOf(index, sink, bytes)),
      ),
    );
  }

  #leaksOf(index: CanaryIndex, sink: SinkName, bytes: Buffer): readonly Leak[] {
    this.searched.set(sink, (this.searched.get(sink) ?? 0) + bytes.length);
    return index.search(bytes).map(({ canary, part, encoding }) => ({
      vector: this.#vectors.get(canary) ?? 'nobody',
      sink,
      how: `${part} as ${encoding}`,
    }));
  }
}

/** @returns What `work` gave for each item, in order; at most `width` are under way at a time. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const todo = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of todo) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
