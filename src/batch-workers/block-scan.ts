import { BatchScanner } from '../core/batch/batch-scanner.js';
import { CardTables } from '../core/card-tables.js';
import type { ScannedBlock } from '../validation/batch/batch-ports.js';
import { WORKER_ANSWER_BYTES } from '../validation/batch/batch-sizes.js';
import type { BlockMessage } from './block-message.js';
import { Recent } from './recent.js';

/** That of now and that of the batches which began before a reload. */
const TABLES_MAX = 2;
const SCANNERS_MAX = 4;

/** What one worker thread does, and what it keeps from one block to the next. */
export class BlockScan {
  readonly #tables = new Recent<CardTables>(TABLES_MAX);
  readonly #scanners = new Recent<BatchScanner>(SCANNERS_MAX);

  scan(message: BlockMessage): ScannedBlock {
    const scanner = this.#scannerOf(message);
    const spare = [...message.spare];
    const parts: Uint8Array<ArrayBuffer>[] = [];
    scanner.begin(message.block, message.line);
    while (!scanner.isDone) {
      const buffer = spare.pop() ?? new ArrayBuffer(WORKER_ANSWER_BYTES);
      parts.push(new Uint8Array(buffer, 0, scanner.fill(new Uint8Array(buffer))));
    }
    scanner.end();
    return { parts, tally: scanner.tally.slice(), buffer: message.block.buffer, spare };
  }

  #scannerOf({ version, tables, plan }: BlockMessage): BatchScanner {
    return this.#scanners.get(`${version} ${JSON.stringify(plan)}`, () => {
      const open = this.#tables.get(version, () => CardTables.open(tables));
      return new BatchScanner(open, plan);
    });
  }
}
