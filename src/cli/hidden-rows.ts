import { placeClaims } from '../core/issuers/issuer-placed-claim.js';
import type { ImportedIssuerFile } from '../core/issuers/issuer-record.js';
import { sweepClaims } from '../core/issuers/issuer-sweep.js';

/** Rows of a file that answer for no number: files of a lower rank, or narrower rows of the same rank, cover all they cover. */
export interface HiddenRows {
  readonly id: string;
  readonly rowsKept: number;
  readonly rowsHidden: number;
}

/** @param files All of one table, in its order. */
export function countHiddenRows(files: readonly ImportedIssuerFile[]): readonly HiddenRows[] {
  const claims = placeClaims(files);
  const answering = new Set<number>();
  for (const stretch of sweepClaims(claims)) for (const { order } of stretch.claims) answering.add(order);
  const hidden = files.map(() => 0);
  for (const { order, file } of claims) if (!answering.has(order)) hidden[file] = (hidden[file] ?? 0) + 1;
  return files.map(({ id, rowsKept }, index) => ({ id, rowsKept, rowsHidden: hidden[index] ?? 0 }));
}
