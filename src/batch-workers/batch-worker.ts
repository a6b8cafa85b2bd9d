import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type BlockMessage, buffersOf } from './block-message.js';
import { BlockScan } from './block-scan.js';

const scan = new BlockScan();

/** The task of a thread of `BatchWorkers`. Whatever is handed back is handed over, not copied. */
export function scanBlock(message: BlockMessage | null): unknown {
  // Only to start a thread.
  if (message === null) return null;
  const scanned = scan.scan(message);
  return move({ [transferableSymbol]: buffersOf(scanned), [valueSymbol]: scanned });
}
