/** Bytes `from` up to, not including, `to` of a file. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** One of `count` parts of a file, the first being 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The bytes of a shard. A line belongs to the shard in which its first byte lies, so that machines that know nothing of each other
 * share a file without losing a line or answering one twice.
 */
export function shardRange({ index, count }: Shard, fileBytes: number): ByteRange {
  // The product may be beyond 2^53.
  const edge = (at: number): number => Number((BigInt(at) * BigInt(fileBytes)) / BigInt(count));
  return { from: edge(index), to: edge(index + 1) };
}

export function* piecesOf({ from, to }: ByteRange, pieceBytes: number): Generator<ByteRange, void> {
  for (let at = from; at < to; at += pieceBytes) yield { from: at, to: Math.min(at + pieceBytes, to) };
}
