import { describe, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { embeddedTables, madeUp } from '../../test/support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../../test/support/issuer-rows.js';
import { rangeRow, tableOf } from '../../test/support/table-rows.js';
import type { BatchPlan } from '../core/batch/batch-plan.js';
import { BatchScanner } from '../core/batch/batch-scanner.js';
import { CardTables } from '../core/card-tables.js';
import type { ScannedBlock } from '../validation/batch/batch-ports.js';
import { sharedTablesOf } from './block-message.js';
import { BlockScan } from './block-scan.js';

const PAN = madeUp('4', 16);
const HEAD = 32;
const PLAN: BatchPlan = {
  input: 'text',
  columns: null,
  output: 'ndjson',
  fields: ['brand', 'issuerName'],
  only: [],
  lineBytesMax: 100,
};

const nova = new CardTables(
  tableOf([rangeRow('nova', '4')]),
  issuerTableOf([issuerFile('a', [issuerRecord(PAN.slice(0, 6), undefined, { name: 'First' })])]),
);

function scanned(
  scan: BlockScan,
  text: string,
  { tables = embeddedTables, plan = PLAN, spare = 0 } = {},
): ScannedBlock {
  const buffer = new ArrayBuffer(HEAD + text.length + 64);
  Buffer.from(buffer).write(text, HEAD);
  return scan.scan({
    version: tables.version,
    tables: sharedTablesOf(tables),
    plan,
    block: { buffer, from: HEAD, to: HEAD + text.length, offset: 0 },
    line: 1,
    spare: Array.from({ length: spare }, () => new ArrayBuffer(65_536)),
  });
}

function textOf({ parts }: ScannedBlock): string {
  return Buffer.concat(parts).toString();
}

describe('the work of a thread', () => {
  test('is every record of the block, each part at the beginning of a buffer of its own', () => {
    const { parts, buffer, tally } = scanned(new BlockScan(), `${PAN}\n`.repeat(10_000));
    expect(parts.length).toBeGreaterThan(1);
    expect(new Set(parts.map((part) => part.buffer)).size).toBe(parts.length);
    expect(parts.every(({ byteOffset }) => byteOffset === 0)).toBe(true);
    expect(Buffer.concat(parts).filter((byte) => byte === 10)).toHaveLength(10_000);
    expect(tally[0]).toBe(10_000);
    expect(buffer.byteLength).toBeGreaterThan(PAN.length * 10_000);
  });

  test('begins with the buffers it is given, and gives back those it did not need', () => {
    const { parts, spare } = scanned(new BlockScan(), `${PAN}\n`, { spare: 3 });
    expect(parts).toHaveLength(1);
    expect(parts[0]?.buffer.byteLength).toBe(65_536);
    expect(spare).toHaveLength(2);
    expect(spare).not.toContain(parts[0]?.buffer);
  });

  test('is done with the tables and the plan of each block', () => {
    const scan = new BlockScan();
    for (let round = 0; round < 3; round++) {
      expect(textOf(scanned(scan, `${PAN}\n`))).toContain('"brand":"visa","issuerName":null');
      expect(textOf(scanned(scan, `${PAN}\n`, { tables: nova }))).toContain('"brand":"nova","issuerName":"First"');
      expect(textOf(scanned(scan, `${PAN}\n`, { plan: { ...PLAN, output: 'csv' } }))).toContain('1,,visa,');
      expect(textOf(scanned(scan, `${PAN}\n`, { plan: { ...PLAN, only: ['invalid'] } }))).toBe('');
      for (let other = 1; other < 6; other++)
        expect(textOf(scanned(scan, `${PAN}\n`, { plan: { ...PLAN, lineBytesMax: 1000 + other } }))).toContain('visa');
    }
  });
});

describe('a block that cannot be scanned', () => {
  test('is rejected, and its scanner is not used again', () => {
    type Fill = (this: BatchScanner, out: Uint8Array) => number;
    const fill: Fill = Reflect.get<BatchScanner, 'fill'>(BatchScanner.prototype, 'fill');
    const used = new Set<BatchScanner>();
    let fails = true;
    BatchScanner.prototype.fill = function (out) {
      used.add(this);
      if (fails) throw new RangeError('a bug');
      return fill.call(this, out);
    };
    try {
      const scan = new BlockScan();
      expect(() => scanned(scan, `${PAN}\n`)).toThrow('a bug');
      fails = false;
      for (let round = 0; round < 2; round++) expect(textOf(scanned(scan, `${PAN}\n`))).toContain('"visa"');
      expect(used.size).toBe(2);
    } finally {
      BatchScanner.prototype.fill = fill;
    }
  });
});

describe('a block that was scanned', () => {
  test('is forgotten by its scanner', () => {
    type End = (this: BatchScanner) => void;
    const end: End = Reflect.get<BatchScanner, 'end'>(BatchScanner.prototype, 'end');
    let ends = 0;
    BatchScanner.prototype.end = function () {
      ends++;
      end.call(this);
    };
    try {
      const scan = new BlockScan();
      for (const text of [`${PAN}\n`, `${'4'.repeat(300)}\n`]) scanned(scan, text);
      expect(ends).toBe(2);
    } finally {
      BatchScanner.prototype.end = end;
    }
  });
});

describe('tables for other threads', () => {
  test('are the shared memory they lie in', () => {
    expect(embeddedTables.buffers.iins).toBeInstanceOf(SharedArrayBuffer);
    expect(sharedTablesOf(embeddedTables).iins).toBe(embeddedTables.buffers.iins);
    expect(sharedTablesOf(embeddedTables).issuers).toBeNull();
  });

  test('are copied there once, if they lie elsewhere', () => {
    const shared = sharedTablesOf(nova);
    expect(shared.iins).toBeInstanceOf(SharedArrayBuffer);
    expect(sharedTablesOf(nova)).toBe(shared);
    expect(CardTables.open(shared).version).toBe(nova.version);
  });
});
