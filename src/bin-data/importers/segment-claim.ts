import type { Segment } from '../../core/report.js';

const COMMERCIAL_WORDS = /\b(BUSINESS|CORPORATE|PURCHASING|COMMERCIAL|FLEET|B2B|T&E|GOVERNMENT)(?![A-Z])|법인/i;
const CONSUMER_WORDS = /\b(PERSONAL|CONSUMER)\b|개인/i;

/** Said in so many words, or unknown: a gold card may be anybody's. */
export function segmentOf(category: string): Segment {
  const commercial = COMMERCIAL_WORDS.test(category);
  if (commercial === CONSUMER_WORDS.test(category)) return 'unknown';
  return commercial ? 'commercial' : 'consumer';
}
