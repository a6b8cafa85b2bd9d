/** A process of its own: reads one representation of the same rows and prints, in bytes, what it holds. */
import { readFileSync } from 'node:fs';
import { argv, memoryUsage } from 'node:process';
import type { IssuerRecord } from '../dist/core/issuers/issuer-record.js';
import { IssuerTable } from '../dist/core/issuers/issuer-table.js';
import { prefixMap } from './issuer-peers.ts';

export interface Memory {
  readonly heap: number;
  readonly buffers: number;
  readonly resident: number;
}

function used(): Memory {
  for (let round = 0; round < 4; round++) (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers, rss } = memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers, resident: rss };
}

/** Read into memory of its own, as the service does. */
function openTable(file: string): IssuerTable {
  const bytes = readFileSync(file);
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return IssuerTable.open(memory);
}

function everyClaim(table: IssuerTable): IssuerTable {
  for (const { answer } of table.intervals()) table.claims(answer);
  return table;
}

const READERS: Readonly<Record<string, (file: string) => unknown>> = {
  table: openTable,
  claims: (file) => everyClaim(openTable(file)),
  map: (file) => prefixMap(JSON.parse(readFileSync(file, 'utf8')) as IssuerRecord[]),
};

const [, , what = '', file = ''] = argv;
const before = used();
export const kept = READERS[what]!(file);
const after = used();
console.log(
  JSON.stringify({
    heap: after.heap - before.heap,
    buffers: after.buffers - before.buffers,
    resident: after.resident - before.resident,
  } satisfies Memory),
);
