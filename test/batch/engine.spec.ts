import { Buffer } from 'node:buffer';
import { describe, expect, jest, test } from '@jest/globals';
import { BatchInputError } from '../../src/core/batch/batch-input-error.js';
import { BatchScanner } from '../../src/core/batch/batch-scanner.js';
import { ABORT_REASONS, BatchAborted } from '../../src/core/batch/batch-summary.js';
import type { BatchRequest } from '../../src/validation/batch/batch-request.js';
import { WORKER_BLOCK_BYTES } from '../../src/validation/batch/batch-sizes.js';
import { embeddedTable, embeddedTables, madeUp } from '../support/embedded-table.js';
import { FakeIinSource } from '../support/fakes.js';
import { rangeRow, tableOf } from '../support/table-rows.js';
import {
  collect,
  engine,
  FakeChunks,
  FakeScanners,
  LONG_LINE,
  piecesOf,
  RecordingBatchObserver,
  scannedAlone,
  SlowChunks,
  TEXT,
  textLines,
  turns,
} from './engine-support.js';

jest.setTimeout(60_000);

const PAN = madeUp('4', 16);
const MIB = 1024 * 1024;

const CSV: BatchRequest = {
  ...TEXT,
  input: 'csv',
  csv: { delimiter: 44, hasHeader: true, panColumn: 'pan', idColumn: 'ref' },
};

async function answerTo(input: string, request: BatchRequest): Promise<string> {
  return (await collect(engine().validateLines(new FakeChunks([Buffer.from(input)]), request))).bytes.toString();
}

describe('wherever the input was cut', () => {
  const small = Buffer.from(`\ufeff${PAN}\r\n\n4111\nno number\n${PAN}`);
  const whole = scannedAlone(Buffer.concat([small.subarray(3), Buffer.from('\n')]));

  test('the records are those of one piece', async () => {
    expect(whole.toString().trimEnd().split('\n')).toHaveLength(5);
    for (let cut = 0; cut <= small.length; cut++) {
      const chunks = new FakeChunks([small.subarray(0, cut), small.subarray(cut)]);
      expect((await collect(engine().validateLines(chunks, TEXT))).bytes.toString()).toBe(whole.toString());
    }
    const bytewise = await collect(engine().validateLines(new FakeChunks(piecesOf(small, 1)), TEXT));
    expect(bytewise.bytes.toString()).toBe(whole.toString());
  });

  test('the records of workers are too', async () => {
    const input = Buffer.concat([LONG_LINE, small.subarray(3), Buffer.from('\n')]);
    const expected = scannedAlone(input).toString();
    for (let cut = 0; cut <= small.length - 3; cut++) {
      const at = LONG_LINE.length + cut;
      const scanners = new FakeScanners(2);
      const chunks = new FakeChunks([input.subarray(0, at), input.subarray(at, at + 1), input.subarray(at + 1, -1)]);
      const { bytes } = await collect(engine({ scanners }).validateLines(chunks, TEXT));
      expect(bytes.toString()).toBe(expected);
      expect(scanners.jobs).toBeGreaterThan(0);
    }
  });

  test.each([1, 7, 4096, 65_536, 1_000_003])('chunks of %d bytes are read alike, here and by workers', async (size) => {
    const input = textLines(size < 10 ? 20_000 : 80_000);
    const expected = scannedAlone(input);
    for (const scanners of [null, new FakeScanners(2)]) {
      const { bytes, summary } = await collect(
        engine({ scanners }).validateLines(new FakeChunks(piecesOf(input, size)), TEXT),
      );
      expect(bytes.equals(expected)).toBe(true);
      expect(summary).toMatchObject({ done: true, lines: size < 10 ? 20_000 : 80_000 });
    }
  });
});

describe('a slow client', () => {
  test('has the answer to a line before it sends the next', async () => {
    const chunks = new SlowChunks();
    const answer = engine().validateLines(chunks, TEXT);
    for (let line = 1; line <= 3; line++) {
      const next = answer.next();
      await turns(1);
      chunks.send(`${line === 1 ? PAN : PAN.slice(2)}\n${PAN.slice(0, 2)}`);
      expect(Buffer.from((await next).value as Uint8Array).toString()).toBe(
        scannedAlone(Buffer.from(`${PAN}\n`), TEXT, line).toString(),
      );
    }
    await answer.return({} as never);
    expect(chunks.returned).toBe(1);
  });

  test('has it also when workers answer', async () => {
    const scanners = new FakeScanners(2);
    const chunks = new SlowChunks();
    const answer = engine({ scanners }).validateLines(chunks, TEXT);
    let next = answer.next();
    await turns(1);
    chunks.send(LONG_LINE);
    await next;
    for (let line = 2; line <= 4; line++) {
      next = answer.next();
      await turns(1);
      chunks.send(`${PAN}\n`);
      expect(Buffer.from((await next).value as Uint8Array).toString()).toContain(`"line":${line},`);
    }
    expect(scanners.jobs).toBe(4);
  });
});

describe('workers', () => {
  const input = textLines(200_000);
  const expected = scannedAlone(input);

  test.each([
    ['the last first', (waiting: number) => waiting - 1],
    ['in no order', (waiting: number) => ((waiting * 7) % 3) % waiting],
  ])('may answer %s: the order of the lines is kept', async (_order, choose) => {
    const scanners = new FakeScanners(3, choose);
    const { bytes } = await collect(engine({ scanners }).validateLines(new FakeChunks(piecesOf(input, 50_000)), TEXT));
    expect(bytes.equals(expected)).toBe(true);
    expect(scanners.inFlightMost).toBe(4);
  });

  test('are given whole blocks while they are busy, and buffers that were used before', async () => {
    const inner = new FakeScanners(2);
    const sent: { readonly whileBusy: number; readonly bytes: number }[] = [];
    const scanners = {
      width: 2,
      scan: (job: Parameters<FakeScanners['scan']>[0]) => {
        sent.push({ whileBusy: inner.waiting.length, bytes: job.block.to - job.block.from });
        return inner.scan(job);
      },
    };
    const fast = piecesOf(Buffer.from(`${PAN.padEnd(100)}\n`.repeat(25_000)), 16_384);
    await collect(engine({ scanners }).validateLines(new FakeChunks(fast), TEXT));
    const last = sent.pop();
    expect(last).toBeDefined();
    const small = sent.filter(({ whileBusy, bytes }) => whileBusy > 0 && bytes < WORKER_BLOCK_BYTES / 2);
    expect(small).toEqual([]);
    expect(sent.filter(({ whileBusy }) => whileBusy > 0).length).toBeGreaterThan(3);
    // All but the first few: those that are out at a time.
    expect(inner.sparesGiven).toBeGreaterThan(inner.jobs / 2);
  });

  test('are not bothered with a small batch', async () => {
    const scanners = new FakeScanners(2);
    const chunks = new FakeChunks(piecesOf(input.subarray(0, WORKER_BLOCK_BYTES), 10_000));
    await collect(engine({ scanners }).validateLines(chunks, TEXT));
    expect(scanners.jobs).toBe(0);
  });

  test('never get so many lines at once that their answers would be large', async () => {
    const lines: number[] = [];
    const inner = new FakeScanners(2);
    const scanners = {
      width: 2,
      scan: (job: Parameters<FakeScanners['scan']>[0]) => {
        lines.push(
          Buffer.from(job.block.buffer, job.block.from, job.block.to - job.block.from).filter((byte) => byte === 10)
            .length,
        );
        return inner.scan(job);
      },
    };
    const dense = Buffer.from('\n'.repeat(MIB));
    const { bytes, summary } = await collect(engine({ scanners }).validateLines(new FakeChunks([dense]), TEXT));
    expect(Math.max(...lines)).toBe(4096);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBe(MIB);
    expect(summary.lines).toBe(MIB);
    expect(bytes.subarray(-200).toString()).toContain(`"line":${MIB},`);
  });

  test('that fail end the batch, and what was answered stays whole', async () => {
    const scanners = new FakeScanners(2, null);
    const observer = new RecordingBatchObserver();
    const answer = collect(
      engine({ scanners, observer }).validateLines(new FakeChunks(piecesOf(input, 100_000)), {
        ...TEXT,
        writesSummary: true,
      }),
    );
    await turns();
    expect(scanners.waiting).toHaveLength(3);
    scanners.waiting[1]?.fail(new Error('The thread died.'));
    scanners.answerOne(2);
    await turns();
    scanners.answerOne(0);
    const { bytes, summary } = await answer;
    const lines = bytes.toString().trimEnd().split('\n');
    expect(JSON.parse(lines.pop() ?? '')).toEqual(summary);
    expect(summary).toMatchObject({ aborted: true, reason: 'internal_error', lines: lines.length });
    expect(expected.toString().startsWith(`${lines.join('\n')}\n`)).toBe(true);
    expect(lines.length).toBeGreaterThan(1000);
    expect(observer.failures).toEqual([new Error('The thread died.')]);
    expect(observer.ends).toMatchObject([{ outcome: 'aborted', reason: 'internal_error' }]);
  });
});

describe('a consumer that takes its time', () => {
  test('finds every chunk as it was, until it asks for the next', async () => {
    const input = textLines(60_000);
    const expected = scannedAlone(input);
    for (const scanners of [null, new FakeScanners(2)]) {
      const chunks = new FakeChunks(piecesOf(input, 30_000));
      const { bytes } = await collect(engine({ scanners }).validateLines(chunks, TEXT), () => turns(6));
      expect(bytes.equals(expected)).toBe(true);
    }
  });

  test.each([
    ['here', null, MIB / 4],
    ['with workers', 2, 5 * WORKER_BLOCK_BYTES],
  ])('lets no more be read than has its place %s', async (_where, width, bytesMost) => {
    const block = textLines(10_000).subarray(0, 60_000);
    const chunks = new FakeChunks({
      *[Symbol.iterator]() {
        for (;;) yield block;
      },
    });
    const scanners = width === null ? null : new FakeScanners(width);
    const answer = engine({ scanners }).validateLines(chunks, TEXT);
    for (let taken = 0; taken < 40; taken++) await answer.next();
    const before = chunks.bytesPulled;
    await turns(50);
    const ahead = chunks.bytesPulled;
    await turns(50);
    expect(chunks.bytesPulled).toBe(ahead);
    expect(ahead - before).toBeLessThan(bytesMost);
    await answer.return({} as never);
    expect(chunks.returned).toBe(1);
  });

  test('and its neighbours get their turn while it reads as fast as it can', async () => {
    const input = textLines(60_000);
    let turnsOfOthers = 0;
    const running = new AbortController();
    const others = (async (): Promise<void> => {
      for (; !running.signal.aborted; turnsOfOthers++) await turns(1);
    })();
    const { bytes } = await collect(engine().validateLines(new FakeChunks([input]), TEXT));
    running.abort();
    await others;
    expect(turnsOfOthers).toBeGreaterThan((input.length + bytes.length) / (4 * 128 * 1024));
  });
});

describe('a batch ends', () => {
  test('with a summary that is written and returned', async () => {
    const request = { ...TEXT, writesSummary: true };
    const observer = new RecordingBatchObserver();
    const chunks = new FakeChunks([Buffer.from(`${PAN}\n4111\n`)]);
    const { bytes, summary } = await collect(engine({ observer }).validateLines(chunks, request));
    expect(JSON.parse(bytes.toString().trimEnd().split('\n').at(-1) ?? '')).toEqual(summary);
    expect(summary).toMatchObject({
      done: true,
      lines: 2,
      valid: 1,
      invalid: 1,
      byBrand: { visa: 2 },
      dataVersion: embeddedTables.version,
      durationMs: 20,
    });
    expect(observer).toMatchObject({ opened: 1, lines: 2 });
    expect(observer.ends).toMatchObject([
      { outcome: 'done', reason: null, bytesIn: PAN.length + 6, bytesOut: bytes.length },
    ]);
    expect(chunks.returned).toBe(0);
  });

  test('without one when none is wanted, and without records when there are no lines', async () => {
    const { bytes, summary } = await collect(engine().validateLines(new FakeChunks([]), TEXT));
    expect(bytes).toHaveLength(0);
    expect(summary).toMatchObject({ done: true, lines: 0 });
  });

  const enough = textLines(7000);

  test.each([
    ['here', null, 1000, 1000],
    ['here', null, 1, 5],
    ['with workers', 2, 50_000, 50_000],
    ['with workers', 2, 30_000, 1000],
  ])('at the line that is the last one allowed, %s', async (_where, width, linesMax, size) => {
    const input = Buffer.concat(Array.from({ length: 20 }, () => enough));
    const scanners = width === null ? null : new FakeScanners(width);
    const chunks = new FakeChunks(piecesOf(input, size));
    const { bytes, summary } = await collect(engine({ scanners, limits: { linesMax } }).validateLines(chunks, TEXT));
    expect(summary).toMatchObject({ aborted: true, reason: 'lines_max', lines: linesMax });
    expect(bytes.toString().trimEnd().split('\n')).toHaveLength(linesMax);
    expect(chunks.returned).toBe(1);
  });

  test.each([null, 2])('as done when it has exactly as many lines as are allowed (workers: %p)', async (width) => {
    const scanners = width === null ? null : new FakeScanners(width);
    const input = Buffer.concat([LONG_LINE, enough]);
    const { summary } = await collect(
      engine({ scanners, limits: { linesMax: 7001 } }).validateLines(new FakeChunks(piecesOf(input, 999)), TEXT),
    );
    expect(summary).toMatchObject({ done: true, lines: 7001 });
  });

  test.each(ABORT_REASONS)('where its source broke off with %s, after the last whole line', async (reason) => {
    for (const scanners of [null, new FakeScanners(1)]) {
      const observer = new RecordingBatchObserver();
      const chunks = new FakeChunks([LONG_LINE, Buffer.from(`${PAN}\n${PAN}\n4111`), new BatchAborted(reason)]);
      const { bytes, summary } = await collect(
        engine({ scanners, observer }).validateLines(chunks, { ...TEXT, writesSummary: true }),
      );
      expect(summary).toMatchObject({ aborted: true, reason, lines: 3, valid: 2 });
      expect(bytes.toString().trimEnd().split('\n')).toHaveLength(4);
      expect(observer.ends).toMatchObject([{ outcome: 'aborted', reason }]);
    }
  });

  test('at a bug in the scanner, with every record that was handed on and no half one', async () => {
    const observer = new RecordingBatchObserver();
    const service = engine({ observer });
    type Fill = (this: BatchScanner, out: Uint8Array) => number;
    const fill: Fill = Reflect.get<BatchScanner, 'fill'>(BatchScanner.prototype, 'fill');
    let fills = 0;
    BatchScanner.prototype.fill = function (out) {
      if (++fills === 4) throw new RangeError('a bug');
      return fill.call(this, out);
    };
    try {
      const chunks = new FakeChunks([enough, enough]);
      const { bytes, summary } = await collect(service.validateLines(chunks, { ...TEXT, writesSummary: true }));
      const lines = bytes.toString().trimEnd().split('\n');
      expect(JSON.parse(lines.pop() ?? '')).toEqual(summary);
      expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(lines.map((_, at) => at + 1));
      expect(summary).toMatchObject({ aborted: true, reason: 'internal_error', lines: 0 });
      expect(lines.length).toBeGreaterThan(1000);
      expect(observer).toMatchObject({ failures: [new RangeError('a bug')], lines: 0 });
      expect(chunks.returned).toBe(1);
    } finally {
      BatchScanner.prototype.fill = fill;
    }
    const next = await collect(service.validateLines(new FakeChunks([enough]), TEXT));
    expect(next.bytes.equals(scannedAlone(enough))).toBe(true);
  });

  test('at once when its source fails in another way', async () => {
    for (const scanners of [null, new FakeScanners(2, null)]) {
      const observer = new RecordingBatchObserver();
      // Fewer than would fill what the workers may have: the failure is beyond that.
      const few = textLines(700);
      const source = [LONG_LINE, few, few, few, few, few, new Error('gone')];
      const answer = collect(engine({ scanners, observer }).validateLines(new FakeChunks(source), TEXT));
      await expect(answer).rejects.toThrow('gone');
      expect(observer.ends).toMatchObject([{ outcome: 'client_gone', reason: null }]);
      if (scanners !== null) expect(scanners.jobs).toBeLessThanOrEqual(3);
    }
  });

  test('at once when nobody asks any more: nothing further is sent to workers', async () => {
    const scanners = new FakeScanners(2);
    const observer = new RecordingBatchObserver();
    const chunks = new FakeChunks(piecesOf(textLines(300_000), 60_000));
    const answer = engine({ scanners, observer }).validateLines(chunks, TEXT);
    for (let taken = 0; taken < 10; taken++) await answer.next();
    await answer.return({} as never);
    const { jobs } = scanners;
    await turns();
    expect(scanners.jobs).toBe(jobs);
    expect(chunks.returned).toBe(1);
    expect(observer.ends).toMatchObject([{ outcome: 'client_gone', reason: null }]);
    expect((await answer.next()).done).toBe(true);
  });
});

describe('what held card numbers', () => {
  test.each([
    ['is answered to its end', false],
    ['is given up', true],
  ])('is overwritten when a batch %s', async (_how, isGivenUp) => {
    const seen = new Set<ArrayBuffer>();
    const inner = new FakeScanners(2, isGivenUp ? null : () => 0);
    const scanners = {
      width: 2,
      scan: async (job: Parameters<FakeScanners['scan']>[0]) => {
        const scanned = await inner.scan(job);
        seen.add(scanned.buffer);
        return scanned;
      },
    };
    const answer = engine({ scanners }).validateLines(new FakeChunks(piecesOf(textLines(200_000), 60_000)), TEXT);
    if (isGivenUp) {
      let next = answer.next();
      await turns();
      while (inner.waiting.length < 3) {
        await next;
        next = answer.next();
        await turns();
      }
      inner.answerOne(0);
      await next;
      await answer.return({} as never);
      for (let left = inner.waiting.length; left > 0; left--) inner.answerOne(0);
      await turns();
    } else {
      await collect(answer);
    }
    const attached = [...seen].filter(({ byteLength }) => byteLength > 0);
    expect(attached.length).toBeGreaterThan(1);
    for (const buffer of attached) expect(Buffer.from(buffer).equals(Buffer.alloc(buffer.byteLength))).toBe(true);
  });
});

describe('CSV', () => {
  test('goes out with the names of its columns first, and the summary behind a #', async () => {
    const text = await answerTo(`${PAN}\n`, {
      ...TEXT,
      output: 'csv',
      fields: ['status', 'brand'],
      writesSummary: true,
    });
    const [header, record, summary, end] = text.split('\n');
    expect([header, record, end]).toEqual(['line,id,status,brand', '1,,valid,visa', '']);
    expect(JSON.parse((summary ?? '').replace(/^# /, ''))).toMatchObject({ done: true, lines: 1 });
  });

  test('goes out with the names of its columns even when there is no line', async () => {
    expect(await answerTo('', { ...TEXT, output: 'csv', fields: ['status'] })).toBe('line,id,status\n');
  });

  test('comes in with a header that is no card and counts as a line', async () => {
    const input = `ref,pan\r\na,${PAN}\r\nb,4111\r\n`;
    const records = (await answerTo(input, CSV))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(records).toMatchObject([
      { line: 2, id: 'a', status: 'valid' },
      { line: 3, id: 'b', status: 'invalid' },
    ]);
  });

  test('has the same records wherever it was cut', async () => {
    const input = Buffer.from(`\ufeffref,pan\n"a",${PAN}\nb,4111`);
    const fields = { ...CSV, fields: ['offset', 'status'] as const };
    const whole = await answerTo(input.toString(), fields);
    expect(whole).toContain(`"offset":11,`);
    for (let cut = 0; cut <= input.length; cut++) {
      const chunks = new FakeChunks([input.subarray(0, cut), input.subarray(cut)]);
      expect((await collect(engine().validateLines(chunks, fields))).bytes.toString()).toBe(whole);
    }
  });

  test('may consist of its header', async () => {
    expect(await answerTo('ref,pan', CSV)).toBe('');
    expect(await answerTo('ref,pan\n', { ...CSV, output: 'csv', fields: ['status'] })).toBe('line,id,status\n');
  });

  test.each([
    ['nothing', '', 'csv_header_missing'],
    ['other columns', 'ref,number\n', 'csv_column_missing'],
    ['a column twice', 'pan,ref,pan\n', 'csv_column_twice'],
    ['an open quotation', '"pan,ref\n', 'csv_header_damaged'],
    ['a header longer than a line may be', `ref,pan${' '.repeat(20_000)}\n${PAN}\n`, 'csv_header_damaged'],
    ['two-byte characters', Buffer.from([0xff, 0xfe, 65, 0, 10, 0]), 'utf_16'],
  ] as const)('that begins with %s is refused before anything is answered', async (_what, input, fault) => {
    const observer = new RecordingBatchObserver();
    const chunks = new FakeChunks([Buffer.from(input)]);
    const answer = engine({ observer }).validateLines(chunks, { ...CSV, output: 'csv' });
    await expect(answer.next()).rejects.toMatchObject({ fault });
    await expect(answer.next()).resolves.toMatchObject({ done: true });
    expect(observer.ends).toMatchObject([{ outcome: 'aborted', reason: null, bytesOut: 0 }]);
  });

  test('without a header is not searched for names', async () => {
    const csv = { delimiter: 44, hasHeader: false, panColumn: 'pan', idColumn: null };
    const answer = engine().validateLines(new FakeChunks([]), { ...CSV, csv });
    await expect(answer.next()).rejects.toEqual(new BatchInputError('csv_column_missing'));
    expect(await answerTo(`x;${PAN}\n`, { ...CSV, csv: { ...csv, delimiter: 59, panColumn: 2 } })).toContain('"valid"');
  });

  test('with a header that does not end is refused when it is too long, and not at its end', async () => {
    const lineBytesMax = 100;
    const name = 'pan'.padEnd(lineBytesMax);
    const whole = new FakeChunks([Buffer.from(`\ufeff${name}\r`), Buffer.from(`\n${PAN}\n`)]);
    const request = { ...CSV, csv: { delimiter: 44, hasHeader: true, panColumn: 'pan', idColumn: null } };
    const service = engine({ limits: { lineBytesMax } });
    expect((await collect(service.validateLines(whole, request))).summary).toMatchObject({ valid: 1 });
    const chunks = new SlowChunks();
    const refused = expect(service.validateLines(chunks, request).next()).rejects.toMatchObject({
      fault: 'csv_header_damaged',
    });
    await turns(1);
    chunks.send(`\ufeff${name}\r`);
    await turns(1);
    chunks.send(' ');
    await refused;
  });

  test('that breaks off within its header has a summary that says so', async () => {
    const chunks = new FakeChunks([Buffer.from('ref,p'), new BatchAborted('input_cut')]);
    const { summary } = await collect(engine().validateLines(chunks, CSV));
    expect(summary).toMatchObject({ aborted: true, reason: 'input_cut', lines: 0 });
  });
});

test('a batch is answered from the snapshot it began with', async () => {
  const source = new FakeIinSource(embeddedTable);
  const chunks = new SlowChunks();
  const answer = engine({ source }).validateLines(chunks, { ...TEXT, writesSummary: true });
  let next = answer.next();
  await turns(1);
  chunks.send(`${PAN}\n`);
  await next;
  source.swap(tableOf([rangeRow('nova', '4')]));
  next = answer.next();
  await turns(1);
  chunks.send(`${PAN}\n`);
  expect(Buffer.from((await next).value as Uint8Array).toString()).toContain('"visa"');
  await answer.return({} as never);
});

describe('what one batch leaves to the next', () => {
  const read = async (service: ReturnType<typeof engine>, request: BatchRequest = TEXT): Promise<string> =>
    (await collect(service.validateLines(new FakeChunks([Buffer.from(`${PAN}\n`)]), request))).bytes.toString();

  test('is of no consequence: other fields and other tables are other records', async () => {
    const source = new FakeIinSource(embeddedTable);
    const service = engine({ source });
    const brandOnly = { ...TEXT, fields: ['brand'] as const };
    for (let round = 0; round < 2; round++) {
      source.swap(embeddedTable);
      expect(await read(service, brandOnly)).toBe('{"line":1,"brand":"visa"}\n');
      expect(await read(service)).toBe(scannedAlone(Buffer.from(`${PAN}\n`)).toString());
      expect(await read(service, brandOnly)).toBe('{"line":1,"brand":"visa"}\n');
      source.swap(tableOf([rangeRow('nova', '4')]));
      expect(await read(service, brandOnly)).toBe('{"line":1,"brand":"nova"}\n');
    }
  });

  test('is nothing that somebody may still hold', async () => {
    const service = engine();
    const given = service.validateLines(new FakeChunks([Buffer.from(`${PAN}\n`), Buffer.from('4\n')]), TEXT);
    const chunk = (await given.next()).value as Uint8Array;
    const before = Buffer.from(chunk).toString();
    const other = service.validateLines(new FakeChunks([Buffer.from('51\n51\n')]), TEXT);
    await other.next();
    expect(Buffer.from(chunk).toString()).toBe(before);
    await given.return({} as never);
    expect(await read(service, { ...TEXT, output: 'csv' })).toContain('1,,valid,visa');
    await read(service);
    expect(Buffer.from(chunk).toString()).toBe(before);
  });
});
