import { PREFIX_DIGITS_MAX } from '../../core/account-range.js';
import type { SkipReason } from './importer.js';

/** How many digits the prefixes of a format have. */
export interface PrefixWidths {
  readonly min: number;
  readonly max: number;
}

export interface PrefixBounds {
  readonly low: string;
  readonly high: string;
}

/** IINs as issuers and acquirers exchange them: six digits or more. */
export const FULL_IINS: PrefixWidths = { min: 6, max: PREFIX_DIGITS_MAX };
export const ANY_PREFIX: PrefixWidths = { min: 1, max: PREFIX_DIGITS_MAX };

/** @param highCell Empty when the row is about one prefix. */
export function readBounds(lowCell: string, highCell: string, widths: PrefixWidths): PrefixBounds | SkipReason {
  const low = lowCell.trim();
  const high = highCell.trim() || low;
  const reason = prefixFault(low, widths) ?? prefixFault(high, widths);
  if (reason !== null) return reason;
  if (low.length !== high.length) return 'bounds_differ_in_width';
  if (low > high) return 'bounds_reversed';
  return { low, high };
}

function prefixFault(prefix: string, { min, max }: PrefixWidths): SkipReason | null {
  if (prefix === '') return 'prefix_missing';
  if (!/^[0-9]+$/.test(prefix)) return 'prefix_not_digits';
  if (prefix.length > PREFIX_DIGITS_MAX) return 'prefix_too_long';
  return prefix.length < min || prefix.length > max ? 'prefix_of_other_width' : null;
}
