import { describe, expect, test } from '@jest/globals';
import { ABORT_REASONS, BatchAborted, summaryOf } from './batch-summary.js';
import type { BatchCounts } from './batch-tally.js';

const COUNTS: BatchCounts = {
  lines: 10,
  byStatus: { valid: 5, invalid: 3, unrecognized: 2 },
  byBrand: { visa: 4, mastercard: 1 },
  byFinding: { PAN_EMPTY: 3 },
};
const VERSION = { dataVersion: 'abc', durationMs: 12 };

describe('the summary of a batch', () => {
  test('says that all was answered, then how', () => {
    expect(JSON.stringify(summaryOf(COUNTS, VERSION, null))).toBe(
      '{"done":true,"lines":10,"valid":5,"invalid":3,"unrecognized":2,"byBrand":{"visa":4,"mastercard":1},' +
        '"byFinding":{"PAN_EMPTY":3},"dataVersion":"abc","durationMs":12}',
    );
  });

  test.each(ABORT_REASONS)('says that the batch ended early, and why: %s', (reason) => {
    expect(JSON.stringify(summaryOf(COUNTS, VERSION, reason))).toBe(
      `{"aborted":true,"reason":"${reason}","lines":10,"valid":5,"invalid":3,"unrecognized":2,` +
        '"byBrand":{"visa":4,"mastercard":1},"byFinding":{"PAN_EMPTY":3},"dataVersion":"abc","durationMs":12}',
    );
  });

  test('takes no more of its parts than it says', () => {
    const surplus = { ...VERSION, line: 'kept from the summary' };
    expect(summaryOf(COUNTS, surplus, null)).not.toHaveProperty('line');
  });
});

describe('a batch that is ended early', () => {
  test.each(ABORT_REASONS)('knows why, and tells nobody in its message: %s', (reason) => {
    const { message, reason: known } = new BatchAborted(reason);
    expect(known).toBe(reason);
    expect(message).not.toContain(reason);
  });
});
