import { PREFIX_DIGITS_MAX } from '../account-range.js';
import { isPanLength } from '../claim-resolution.js';
import { type ImportedIssuerFile, type IssuerRecord, RANK_MAX } from './issuer-record.js';
import type { IssuerContender } from './issuer-resolution.js';

/** A row with its place among the 11-digit prefixes (`start` is the first one, `end` the one after the last) and in the listing. */
export interface PlacedClaim extends IssuerContender {
  readonly start: number;
  readonly end: number;
  readonly record: IssuerRecord;
  /** Of claims that are alike in this only the most specific one can answer: country and PAN lengths. */
  readonly kind: string;
  /** Place of its file in the listing. */
  readonly file: number;
}

/** @throws RangeError for what no importer may let through. */
export function placeClaims(files: readonly ImportedIssuerFile[]): readonly PlacedClaim[] {
  checkFiles(files);
  const claims: PlacedClaim[] = [];
  files.forEach(({ id, rank, records }, file) =>
    records.forEach((record, row) => {
      const { low, high, country, panLengths } = record;
      const start = prefixNumber(low) * scaleOf(low);
      const end = (prefixNumber(high) + 1) * scaleOf(high);
      if (low.length !== high.length || !(start < end))
        throw new RangeError(`Row ${row} of ${id}: low and high are not 1 to 11 digits of one width, in this order.`);
      if (!panLengths.every(isPanLength)) throw new RangeError(`Row ${row} of ${id}: no card has such a length.`);
      const kind = panLengths.length === 0 ? (country ?? '') : `${country ?? ''} ${panLengths.join()}`;
      const order = claims.length;
      claims.push({ start, end, width: end - start, rank, country, panLengths, order, record, kind, file });
    }),
  );
  return claims;
}

function checkFiles(files: readonly ImportedIssuerFile[]): void {
  for (const { id, rank } of files)
    if (!Number.isInteger(rank) || rank < 1 || rank > RANK_MAX)
      throw new RangeError(`The rank of ${id} is not a number from 1 to ${RANK_MAX}.`);
  const ids = files.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new RangeError(`There are two files named ${twice}.`);
}

const ZERO = 48;

/** NaN for anything but 1 to 11 ASCII digits. */
function prefixNumber(digits: string): number {
  if (digits.length < 1 || digits.length > PREFIX_DIGITS_MAX) return NaN;
  let value = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function scaleOf(digits: string): number {
  return 10 ** (PREFIX_DIGITS_MAX - digits.length);
}
