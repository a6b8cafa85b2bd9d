import { BatchScanner } from '../core/batch/batch-scanner.js';
import { CardTables } from '../core/card-tables.js';
import type { ScannedBlock } from '../validation/batch/batch-ports.js';
import { WORKER_ANSWER_BYTES } from '../validation/batch/batch-sizes.js';
import type { BlockMessage } from './block-message.js';
import { Recent } from './recent.js';

/** That of now and that of the batches which began before a reload. */
const TABLES_MAX = 2;
const SCANNERS_MAX = 4;
/** After so many blocks for others, tables that were replaced are let go of; an idle thread ends anyway. */
const BLOCKS_AGO_MAX = 256;

/** What one worker thread does, and what it keeps from one block to the next. */
export class BlockScan {
  readonly #tables = new Recent<CardTables>(TABLES_MAX, BLOCKS_AGO_MAX);
  readonly #scanners = new Recent<BatchScanner>(SCANNERS_MAX, BLOCKS_AGO_MAX);

  /** @throws whatever a bug in the scanner does; nothing of the block is kept then, either. */
  scan(message: BlockMessage): ScannedBlock {
    const { version, tables, plan } = message;
    const open = this.#tables.get(version, () => CardTables.open(tables));
    const key = `${version} ${JSON.stringify(plan)}`;
    const scanner = this.#scanners.get(key, () => new BatchScanner(open, plan));
    try {
      return scannedBy(scanner, message);
    } catch (error) {
      // Nobody knows what state it is in.
      this.#scanners.forget(key);
      throw error;
    }
  }
}

function scannedBy(scanner: BatchScanner, { block, line, spare: given }: BlockMessage): ScannedBlock {
  const spare = [...given];
  const parts: Uint8Array<ArrayBuffer>[] = [];
  scanner.begin(block, line);
  while (!scanner.isDone) {
    const buffer = spare.pop() ?? new ArrayBuffer(WORKER_ANSWER_BYTES);
    parts.push(new Uint8Array(buffer, 0, scanner.fill(new Uint8Array(buffer))));
  }
  scanner.end();
  return { parts, tally: scanner.tally.slice(), buffer: block.buffer, spare };
}
