import { beforeEach, describe, expect, it } from '@jest/globals';
import { BatchInputError } from '../../src/core/batch/batch-input-error.js';
import { BATCH_FINDING_CODES, type BatchFindingCode } from '../../src/core/batch/batch-finding.js';
import { ABORT_REASONS } from '../../src/core/batch/batch-summary.js';
import { tallyLayout } from '../../src/core/batch/batch-tally.js';
import { STATUSES, type Status } from '../../src/core/report.js';
import { BatchMetrics } from '../../src/metrics/batch-metrics.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { BATCH_OUTCOMES } from '../../src/validation/batch/batch-ports.js';
import { collect, engine, FakeChunks, TEXT } from '../batch/engine-support.js';
import { embeddedTables } from '../support/embedded-table.js';

const DONE = { outcome: 'done', reason: null, durationMs: 200, bytesIn: 17, bytesOut: 120 } as const;
const layout = tallyLayout(embeddedTables);

let metrics: Metrics;
let observer: BatchMetrics;

beforeEach(() => {
  metrics = new Metrics('1.2.3');
  observer = new BatchMetrics(metrics);
});

async function valueOf(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const { values } = await metrics.registry.getSingleMetric(name)!.get();
  return values.find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    ?.value;
}

/** By the real engine. */
function answerTo(input: Uint8Array): ReturnType<typeof collect> {
  return collect(engine({ observer }).validateLines(new FakeChunks([input]), TEXT));
}

/** A block with every brand seen once, so that a count taken from the wrong place would show. */
function block(
  statuses: Partial<Record<Status, number>>,
  findings: Partial<Record<BatchFindingCode, number>>,
): Parameters<BatchMetrics['blockAnswered']>[0] {
  const brands = [...layout.brandIds, 'none'].map(() => 1);
  const tally = Uint32Array.from([
    ...STATUSES.map((status) => statuses[status] ?? 0),
    ...brands,
    ...BATCH_FINDING_CODES.map((code) => findings[code] ?? 0),
  ]);
  return { layout, tally };
}

describe('streamed batches', () => {
  it('stand at zero before the first one, so that no increase is missed', async () => {
    for (const outcome of STATUSES) expect(await valueOf('card_batch_records_total', { outcome })).toBe(0);
    for (const code of BATCH_FINDING_CODES) expect(await valueOf('card_batch_findings_total', { code })).toBe(0);
    for (const direction of ['in', 'out']) expect(await valueOf('card_batch_bytes_total', { direction })).toBe(0);
    for (const reason of ['done', 'client_gone', 'input_refused', ...ABORT_REASONS])
      expect(await valueOf('card_batch_ended_total', { reason })).toBe(0);
    expect(await valueOf('card_batch_streams_open')).toBe(0);
    const text = await metrics.registry.metrics();
    for (const outcome of BATCH_OUTCOMES)
      expect(text).toContain(`card_batch_duration_seconds_count{outcome="${outcome}"} 0`);
  });

  it('are counted line by line while they go on, across scrapes', async () => {
    observer.batchOpened();
    observer.blockAnswered(block({ valid: 40, invalid: 2, unrecognized: 1 }, { PAN_EMPTY: 1, LINE_NOT_JSON: 2 }));
    expect(await valueOf('card_batch_records_total', { outcome: 'valid' })).toBe(40);
    observer.blockAnswered(block({ valid: 60 }, { LINE_NOT_JSON: 5, ID_NOT_ECHOED: 3 }));
    expect(await valueOf('card_batch_records_total', { outcome: 'valid' })).toBe(100);
    expect(await valueOf('card_batch_records_total', { outcome: 'invalid' })).toBe(2);
    expect(await valueOf('card_batch_records_total', { outcome: 'unrecognized' })).toBe(1);
    expect(await valueOf('card_batch_findings_total', { code: 'PAN_EMPTY' })).toBe(1);
    expect(await valueOf('card_batch_findings_total', { code: 'LINE_NOT_JSON' })).toBe(7);
    expect(await valueOf('card_batch_findings_total', { code: 'ID_NOT_ECHOED' })).toBe(3);
    expect(await valueOf('card_batch_findings_total', { code: 'CHECK_DIGIT_INVALID' })).toBe(0);
  });

  it('are open from their opening to their end, whatever end that is', async () => {
    BATCH_OUTCOMES.forEach(() => observer.batchOpened());
    expect(await valueOf('card_batch_streams_open')).toBe(3);
    observer.batchEnded(DONE);
    observer.batchEnded({ ...DONE, outcome: 'client_gone' });
    expect(await valueOf('card_batch_streams_open')).toBe(1);
    observer.batchEnded({ ...DONE, outcome: 'aborted', reason: 'lines_max' });
    expect(await valueOf('card_batch_streams_open')).toBe(0);
  });

  it('are timed by outcome, and their bytes are added up by direction', async () => {
    observer.batchEnded(DONE);
    observer.batchEnded({ ...DONE, outcome: 'client_gone', durationMs: 7_200_000 });
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^card_batch_duration_seconds_bucket\{le="0\.5",outcome="done"\} 1$/m);
    expect(text).toMatch(/^card_batch_duration_seconds_sum\{outcome="client_gone"\} 7200$/m);
    expect(text).toMatch(/^card_batch_duration_seconds_bucket\{le="3600",outcome="client_gone"\} 0$/m);
    expect(await valueOf('card_batch_bytes_total', { direction: 'in' })).toBe(34);
    expect(await valueOf('card_batch_bytes_total', { direction: 'out' })).toBe(240);
  });

  it('are counted by the reason of their end', async () => {
    observer.batchEnded(DONE);
    observer.batchEnded({ ...DONE, outcome: 'client_gone', reason: 'client_idle' });
    for (const reason of ABORT_REASONS) observer.batchEnded({ ...DONE, outcome: 'aborted', reason });
    for (const reason of ['done', 'client_gone', ...ABORT_REASONS])
      expect([reason, await valueOf('card_batch_ended_total', { reason })]).toEqual([reason, 1]);
    expect(await valueOf('card_batch_ended_total', { reason: 'input_refused' })).toBe(0);
  });

  it('whose input could not be read as described are refused, which is no error of ours', async () => {
    await expect(answerTo(Uint8Array.of(0xff, 0xfe, 0x34, 0, 0x0a, 0))).rejects.toThrow(BatchInputError);
    expect(await valueOf('card_batch_ended_total', { reason: 'input_refused' })).toBe(1);
    expect(await valueOf('card_batch_ended_total', { reason: 'internal_error' })).toBe(0);
    expect(await valueOf('card_batch_streams_open')).toBe(0);
  });

  it('say the same as the summary of the batch', async () => {
    const input = Buffer.from('4111111111111111\n\nno number\n4111111111111112\n');
    const { bytes, summary } = await answerTo(input);
    expect(summary).toMatchObject({ done: true, lines: 4, valid: 1, invalid: 3 });
    expect(await valueOf('card_batch_records_total', { outcome: 'valid' })).toBe(1);
    expect(await valueOf('card_batch_records_total', { outcome: 'invalid' })).toBe(3);
    for (const [code, count] of Object.entries(summary.byFinding))
      expect([code, await valueOf('card_batch_findings_total', { code })]).toEqual([code, count]);
    expect(await valueOf('card_batch_bytes_total', { direction: 'in' })).toBe(input.length);
    expect(await valueOf('card_batch_bytes_total', { direction: 'out' })).toBe(bytes.length);
    expect(await valueOf('card_batch_ended_total', { reason: 'done' })).toBe(1);
  });

  it('bring no label into being that was not declared', async () => {
    const strange = '4111990172318496';
    observer.batchEnded({ ...DONE, outcome: 'aborted', reason: strange as never });
    observer.blockAnswered({ layout, tally: new Uint32Array(2) });
    const text = await metrics.registry.metrics();
    expect(text).not.toContain(strange);
    expect(text).not.toContain('NaN');
  });
});
