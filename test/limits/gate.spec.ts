import { describe, expect, it } from '@jest/globals';
import type { AbortReason } from '../../src/core/batch/batch-summary.js';
import { BatchAborted } from '../../src/core/batch/batch-summary.js';
import type { LineGate } from '../../src/validation/batch/batch-ports.js';
import {
  collect,
  engine,
  FakeChunks,
  FakeScanners,
  LONG_LINE,
  piecesOf,
  RecordingBatchObserver,
  scannedAlone,
  TEXT,
  textLines,
} from '../batch/engine-support.js';

/** Has so many cards, and remembers what it was told. */
class CountingGate implements LineGate {
  readonly asked: number[] = [];
  answeredLines = 0;
  valid = 0;

  constructor(
    private left: number,
    private readonly reason: AbortReason = 'rate_limited',
  ) {}

  admit(lines: number): number | Promise<number> {
    this.asked.push(lines);
    if (this.left === 0) throw new BatchAborted(this.reason);
    const admitted = Math.min(lines, this.left);
    this.left -= admitted;
    return this.asked.length % 2 === 0 ? admitted : Promise.resolve(admitted);
  }

  answered(lines: number, valid: number): void {
    this.answeredLines += lines;
    this.valid += valid;
  }
}

/** As `head -n` cuts. */
function firstLines(input: Buffer, lines: number): Buffer {
  let end = 0;
  for (let line = 0; line < lines; line++) end = input.indexOf('\n', end) + 1;
  return input.subarray(0, end);
}

const SHORT = textLines(500);
/** Long enough for workers. */
const LONG = Buffer.concat([LONG_LINE, textLines(30_000)]);
const LONG_LINES = 30_001;

describe('the gate of a batch', () => {
  it.each([1, 2, 499])(
    'lets exactly %i lines in, wherever the input is cut, and says that there are more',
    async (left) => {
      for (const size of [7, 1000, SHORT.length]) {
        const gate = new CountingGate(left);
        const observer = new RecordingBatchObserver();
        const answer = engine({ observer }).validateLines(new FakeChunks(piecesOf(SHORT, size)), TEXT, gate);
        const { bytes, summary } = await collect(answer);
        expect(bytes.toString()).toBe(scannedAlone(firstLines(SHORT, left)).toString());
        expect(summary).toMatchObject({ aborted: true, reason: 'rate_limited', lines: left });
        expect(gate.answeredLines).toBe(left);
        expect(observer.ends).toMatchObject([{ outcome: 'aborted', reason: 'rate_limited' }]);
      }
    },
  );

  it.each([1, 5000, 20_000, 30_000])('lets exactly %i lines in when workers answer them', async (left) => {
    const gate = new CountingGate(left);
    const scanners = new FakeScanners(3, (waiting) => waiting - 1);
    const answer = engine({ scanners }).validateLines(new FakeChunks(piecesOf(LONG, 65_536)), TEXT, gate);
    const { bytes, summary } = await collect(answer);
    expect(bytes.equals(scannedAlone(firstLines(LONG, left)))).toBe(true);
    expect(summary).toMatchObject({ aborted: true, reason: 'rate_limited', lines: left });
    expect(gate.answeredLines).toBe(left);
  });

  it.each([null, new FakeScanners(2)])('changes nothing when there are cards enough', async (scanners) => {
    const gate = new CountingGate(LONG_LINES);
    const answer = engine({ scanners }).validateLines(new FakeChunks(piecesOf(LONG, 65_536)), TEXT, gate);
    const { bytes, summary } = await collect(answer);
    expect(bytes.equals(scannedAlone(LONG))).toBe(true);
    expect(summary).toMatchObject({ done: true, lines: LONG_LINES });
    expect([gate.answeredLines, gate.valid]).toEqual([LONG_LINES, summary.valid]);
    expect(gate.asked.reduce((sum, lines) => sum + lines)).toBe(LONG_LINES);
  });

  it('is asked before the lines are answered, once for a block', async () => {
    const gate = new CountingGate(1_000_000);
    await collect(engine().validateLines(new FakeChunks(piecesOf(LONG, 65_536)), TEXT, gate));
    expect(gate.asked.length).toBeLessThan(LONG_LINES / 1000);
  });

  it.each(['rate_limited', 'limits_unavailable'] as const)('that lets nobody in is no answer: %s', async (reason) => {
    const observer = new RecordingBatchObserver();
    const answer = engine({ observer }).validateLines(new FakeChunks([SHORT]), TEXT, new CountingGate(0, reason));
    await expect(answer.next()).rejects.toMatchObject({ reason });
    expect(observer.ends).toMatchObject([{ outcome: 'aborted', reason, bytesOut: 0 }]);
  });

  it('that fails later ends the batch with its reason, after all that was let in', async () => {
    const pieces = [firstLines(SHORT, 100), SHORT.subarray(firstLines(SHORT, 100).length)];
    const gate = new CountingGate(100, 'limits_unavailable');
    const { bytes, summary } = await collect(engine().validateLines(new FakeChunks(pieces), TEXT, gate));
    expect(bytes.equals(scannedAlone(firstLines(SHORT, 100)))).toBe(true);
    expect(summary).toMatchObject({ aborted: true, reason: 'limits_unavailable', lines: 100 });
  });

  it('reads nothing more once it is shut', async () => {
    const chunks = new FakeChunks(piecesOf(LONG, 1000));
    await collect(engine().validateLines(chunks, TEXT, new CountingGate(1)));
    expect(chunks.bytesPulled).toBeLessThan(LONG.length);
    expect(chunks.returned).toBe(1);
  });
});
