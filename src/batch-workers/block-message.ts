import type { BlockJob, ScannedBlock } from '../validation/batch/batch-ports.js';
import type { CardTables } from '../core/card-tables.js';

export interface SharedTables {
  readonly iins: SharedArrayBuffer;
  readonly issuers: SharedArrayBuffer | null;
}

/** A job as it passes to a worker: shared memory is shared, the buffers of the job change hands, and nothing large is copied. */
export interface BlockMessage extends Omit<BlockJob, 'tables'> {
  /** What `tables` are called. */
  readonly version: string;
  readonly tables: SharedTables;
}

/** Everything in an answer that can change hands. */
export function buffersOf({ parts, buffer, spare }: ScannedBlock): readonly ArrayBuffer[] {
  return [buffer, ...spare, ...parts.map((part) => part.buffer)];
}

const copies = new WeakMap<CardTables, SharedTables>();

/** Tables that do not lie in shared memory (none that came out of a file) are copied there, once. */
export function sharedTablesOf(tables: CardTables): SharedTables {
  const known = copies.get(tables);
  if (known !== undefined) return known;
  const { iins, issuers } = tables.buffers;
  const shared = { iins: toShared(iins), issuers: issuers && toShared(issuers) };
  copies.set(tables, shared);
  return shared;
}

function toShared(buffer: ArrayBufferLike): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer;
  const shared = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(shared).set(new Uint8Array(buffer));
  return shared;
}
