import { expect, test } from '@jest/globals';
import { BATCH_INPUTS } from '../../src/core/batch/batch-plan.js';
import { fastScan } from '../batch/fast-scan.js';
import type { Met } from '../batch/scan-comparison.js';
import { BATCHES, checkScan, expectAllMet } from '../batch/scan-property.js';

const TIMES = 2;

test('the scanner answers as its slow twin does, for twice as many batches, others than those', () => {
  const met: Met = new Map();
  for (const input of BATCH_INPUTS) checkScan(input, fastScan, met, { numRuns: TIMES * BATCHES[input] });
  expectAllMet(met);
  expect(met.get('several buffers')).toBeGreaterThan(20);
}, 300_000);
