import { createHash } from 'node:crypto';
import { buildIssuerTable } from '../../dist/core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../../dist/core/issuers/issuer-table.js';
import { syntheticSource } from '../issuer-records.ts';

/** 350,000 made-up rows, in shared memory as the service has them. */
export function issuerTables(seed: number): IssuerTable {
  const built = buildIssuerTable(syntheticSource(seed), (bytes) => createHash('sha256').update(bytes).digest());
  const shared = new SharedArrayBuffer(built.byteLength);
  new Uint8Array(shared).set(new Uint8Array(built));
  return IssuerTable.open(shared);
}
