import { looksLikeACard } from './trace-ids.js';

/** Where a caller says that its own work is traced. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Version 00 of W3C Trace Context, as it is written there and in no other way. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([0-3])$/;
const ZEROS = /^0+$/;
const SAMPLED = 1;

/**
 * Null for anything but a `traceparent` to the letter, and for ids that may be a card number: the request begins a trace of its own
 * then. `tracestate` and `baggage` are free text and are not read at all.
 */
export function parseTraceparent(header: unknown): TraceParent | null {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  if (match === null) return null;
  const [, traceId = '', spanId = '', flags = ''] = match;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return null;
  // Together too: the two stand side by side wherever a trace is printed.
  if (looksLikeACard(`${traceId}${spanId}`)) return null;
  return { traceId, spanId, isSampled: (Number(flags) & SAMPLED) === SAMPLED };
}
