import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { BatchWorkers } from '../../src/batch-workers/batch-workers.js';
import type { BatchRequest } from '../../src/validation/batch/batch-request.js';
import { madeUp } from '../support/embedded-table.js';
import { collect, type Collected, engine, FakeChunks, piecesOf, TEXT, turns } from './engine-support.js';

// Starts threads and a process; nothing here is about how fast they are.
jest.setTimeout(120_000);

const DIST = join(import.meta.dirname, '../../dist');
const ENTRY = pathToFileURL(join(DIST, 'batch-workers/batch-worker.js'));

const workers = new BatchWorkers({ threads: 2, entry: ENTRY });
afterAll(() => workers.stop());

const PREFIXES = ['4', '51', '2221', '37', '6011', '3528', '62', '81', '9', '400000'];

/** @param count Lines, of which no two neighbours are alike. */
function lines(count: number, toLine: (pan: string, line: number) => string): Buffer {
  const text = Array.from({ length: count }, (_, line) => {
    const prefix = PREFIXES[line % PREFIXES.length] ?? '';
    return toLine(madeUp(`${prefix}${String(line % 997)}`, 13 + (line % 7)), line);
  });
  return Buffer.from(text.join('\n'));
}

async function answerTo(
  input: Buffer,
  request: BatchRequest,
  { scanners, size }: { readonly scanners: BatchWorkers | null; readonly size: number },
): Promise<Collected> {
  const chunks = new FakeChunks(piecesOf(input, size));
  return collect(engine({ scanners }).validateLines(chunks, request), size % 2 === 0 ? () => turns(1) : undefined);
}

const FIELDS = ['offset', 'status', 'brand', 'networks', 'maskedPan', 'findings', 'checkDigit'] as const;

const KINDS: readonly (readonly [string, Buffer, BatchRequest])[] = [
  ['text', lines(150_000, (pan, line) => (line % 5 === 0 ? `no ${line}` : pan)), TEXT],
  [
    'NDJSON',
    lines(80_000, (pan, line) => (line % 9 === 0 ? '{' : JSON.stringify({ pan, id: `a${line}` }))),
    { ...TEXT, input: 'ndjson', output: 'csv', fields: FIELDS, writesSummary: true },
  ],
  [
    'CSV',
    lines(100_000, (pan, line) => (line === 0 ? 'ref;pan' : `"r ${line}";${pan}`)),
    {
      ...TEXT,
      input: 'csv',
      csv: { delimiter: 59, hasHeader: true, panColumn: 'pan', idColumn: 'ref' },
      fields: FIELDS,
      only: ['valid', 'unrecognized'],
      writesSummary: true,
    },
  ],
];

describe('real threads', () => {
  test.each(KINDS)('answer %s byte for byte as one thread does', async (_kind, input, request) => {
    const alone = await answerTo(input, request, { scanners: null, size: 65_536 });
    expect(alone.summary.lines).toBeGreaterThan(50_000);
    for (const size of [65_536, 9999, 3_000_000]) {
      const together = await answerTo(input, request, { scanners: workers, size });
      expect({ ...together.summary, durationMs: 0 }).toEqual({ ...alone.summary, durationMs: 0 });
      expect(withoutTime(together.bytes) === withoutTime(alone.bytes)).toBe(true);
    }
  });

  test('serve several batches at a time', async () => {
    const alone = await Promise.all(
      KINDS.map(([, input, request]) => answerTo(input, request, { scanners: null, size: 50_001 })),
    );
    const together = await Promise.all(
      KINDS.map(([, input, request]) => answerTo(input, request, { scanners: workers, size: 50_001 })),
    );
    for (const [at, { bytes }] of together.entries())
      expect(withoutTime(bytes) === withoutTime(alone[at]?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  test('do not hold a process that has nothing else to do, and print nothing', async () => {
    const script = `
      const { BatchWorkers } = await import(${JSON.stringify(pathToFileURL(join(DIST, 'batch-workers/batch-workers.js')))});
      const { CardTables } = await import(${JSON.stringify(pathToFileURL(join(DIST, 'core/card-tables.js')))});
      const { loadEmbeddedTable } = await import(${JSON.stringify(pathToFileURL(join(DIST, 'bin-data/embedded-iin-source.js')))});
      const plan = { input: 'text', columns: null, output: 'ndjson', fields: ['status'], only: [], lineBytesMax: 100 };
      const block = { buffer: new ArrayBuffer(200), from: 32, to: 33, offset: 0 };
      new Uint8Array(block.buffer)[32] = 10;
      const tables = new CardTables(loadEmbeddedTable(), null);
      const { parts } = await new BatchWorkers({ threads: 1 }).scan({ tables, plan, block, line: 7, spare: [] });
      console.log(Buffer.concat(parts).toString().trim(), block.buffer.byteLength);`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toMatch(/^\{"line":7,"status":"invalid"\} 0\n$/);
    expect(stderr).toBe('');
  });
});

/** The summary says how long it took. */
function withoutTime(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/"durationMs":\d+/, '');
}
