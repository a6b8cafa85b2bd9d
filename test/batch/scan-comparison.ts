import type { BatchCase, BlockCase } from './batch-cases.js';
import { answerSlowly, type TwinAnswer, type TwinLine } from './slow-twin.js';

/** What came out of a block. */
export interface Scanned {
  readonly bytes: Uint8Array;
  readonly tally: Uint32Array;
  /** How many buffers it took. */
  readonly parts: number;
}

/** Something that answers the blocks of one batch, in order. */
export type Scan = (batch: BatchCase) => (block: BlockCase) => Scanned;

/** The twin in place of the scanner. */
export const slowScan: Scan = ({ tables, plan }) => {
  return ({ bytes, line, offset }) => ({
    ...answerSlowly({ tables: tables.tables, plan, bytes, line, offset }),
    parts: 1,
  });
};

/** How often something was met, by what it is. */
export type Met = Map<string, number>;

export function meet(met: Met, what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1);
}

/** @throws Error that shows the first line whose record differs. */
export function compare(batch: BatchCase, scan: Scan, met: Met): void {
  const answer = scan(batch);
  const { plan } = batch;
  const tables = batch.tables.tables;
  for (const block of batch.blocks) {
    const { bytes, line, offset } = block;
    const expected = answerSlowly({ tables, plan, bytes, line, offset });
    const actual = answer(block);
    expectSameBytes(actual.bytes, expected, batch);
    expectSameTally(actual.tally, expected, batch);
    for (const each of expected.lines) meetLine(met, batch, each);
    meet(met, actual.parts > 1 ? 'several buffers' : 'one buffer');
    meet(met, batch.blocks.length > 1 ? 'several blocks' : 'one block');
  }
}

function expectSameBytes(actual: Uint8Array, expected: TwinAnswer, { plan, tables }: BatchCase): void {
  if (Buffer.compare(actual, expected.bytes) === 0) return;
  let from = 0;
  for (const { record, bytes, line } of expected.lines) {
    const wanted = Buffer.from(record ?? '');
    const given = actual.subarray(from, from + wanted.length);
    from += wanted.length;
    if (wanted.equals(given)) continue;
    const end = actual.indexOf(10, from - wanted.length);
    const shown = Buffer.from(actual.subarray(from - wanted.length, end + 1));
    throw new Error(
      `${tables.name}, ${JSON.stringify(plan)}, line ${line}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))} (latin1)\n` +
        `expected ${wanted.toString()}received ${shown.toString()}`,
    );
  }
  throw new Error(`${tables.name}, ${JSON.stringify(plan)}: ${actual.length - from} bytes too many.`);
}

function expectSameTally(actual: Uint32Array, { tally, lines }: TwinAnswer, { plan, tables }: BatchCase): void {
  if (Buffer.compare(Buffer.from(actual.buffer), Buffer.from(tally.buffer)) === 0) return;
  const places = Array.from(tally, (count, index) => `${index}: ${count} not ${String(actual[index])}`);
  const wrong = places.filter((_, index) => actual[index] !== tally[index]);
  const shown = lines.slice(0, 20).map(({ bytes }) => JSON.stringify(Buffer.from(bytes).toString('latin1')));
  throw new Error(`${tables.name}, ${JSON.stringify(plan)}, counts ${wrong.join('; ')} of\n${shown.join('\n')}`);
}

function meetLine(met: Met, { plan, tables }: BatchCase, line: TwinLine): void {
  meet(met, `${plan.input} to ${plan.output}`);
  meet(met, `tables ${tables.name}`);
  meet(met, `status ${line.status}`);
  meet(met, `brand ${String(line.brand)}`);
  for (const code of line.findings) meet(met, `${code} in ${plan.input}`);
  meet(met, `id ${line.id} in ${plan.input}`);
  meet(met, line.record === null ? 'left out' : 'written');
  if (Math.abs(line.bytes.length - plan.lineBytesMax) <= 2)
    meet(met, `limit ${line.bytes.length - plan.lineBytesMax} in ${plan.input}`);
  if (line.record === null) return;
  if (plan.output === 'csv' && line.record.includes('"')) meet(met, 'quoted');
  for (const field of plan.fields) {
    const value = line.values[field];
    meet(met, `${field} ${value === null || (Array.isArray(value) && value.length === 0) ? 'nothing' : 'something'}`);
  }
}
