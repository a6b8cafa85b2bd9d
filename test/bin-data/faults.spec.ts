import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ISSUER_DATA_FAULTS, type IssuerDataFault } from '../../src/bin-data/issuer-data-error.js';
import { type Intake, type IntakeRequest } from '../../src/bin-data/reload/issuer-intake.js';
import type { IssuerDataPlan } from '../../src/bin-data/reload/reloading-iin-source.js';
import { IssuerTable } from '../../src/core/issuers/issuer-table.js';
import {
  artifact,
  type Bench,
  InProcessLoader,
  LIMITS,
  patched,
  Scratch,
  sectionAt,
  sourceOf,
} from './reload-support.js';

const GOOD = artifact(0);
const NEXT = artifact(1);
const ARTIFACT_FAULTS = ['not_an_artifact', 'wrong_kind', 'wrong_version', 'wrong_size', 'corrupt'];

// Longer than whatever is waited for in here.
jest.setTimeout(60_000);

let scratch: Scratch;
let bench: Bench<InProcessLoader>;

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  await bench.source.stop();
  scratch.remove();
});

/** A source that answers from a good file. Not started: it looks when it is told to, and neither watches nor polls. */
async function started(name = 'issuers.iin', content: string | Buffer = GOOD, plan: Partial<IssuerDataPlan> = {}) {
  bench = sourceOf(scratch.write(name, content), new InProcessLoader(), plan);
  expect((await bench.source.reload('start'))?.result).toBe('swapped');
  return bench;
}

/** One look at what is there now: the old snapshot answers, one outcome tells why, and no second look tells it again. */
async function expectFault(faults: readonly string[]): Promise<void> {
  const { source, observer } = bench;
  const before = source.current();
  const told = observer.outcomes.length;
  const outcome = await source.lookForChange('watch');
  expect(outcome?.result).toBe('failed');
  expect(faults).toContain(outcome?.fault);
  await source.lookForChange('poll');
  expect(observer.outcomes.slice(told)).toEqual([outcome]);
  expect(source.current()).toBe(before);
  expect(source.issuerData()).toMatchObject({ state: 'stale', fault: outcome?.fault });
  expect(source.current().tables.issuers!.claims(1)).not.toHaveLength(0);
}

async function expectGoodFileIsTaken(name = 'issuers.iin', content: string | Buffer = NEXT): Promise<void> {
  const { source } = bench;
  rmSync(scratch.file(name), { recursive: true, force: true });
  scratch.write(name, content);
  expect((await source.lookForChange('poll'))?.result).toBe('swapped');
  expect(source.issuerData()).toMatchObject({ state: 'current', fault: null });
}

/** A generator with a seed (mulberry32): the same damage in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('a compiled table', () => {
  it('that ends too early is refused at each of 256 places', async () => {
    await started();
    for (let step = 0; step < 256; step++) {
      scratch.renameOver('issuers.iin', GOOD.subarray(0, Math.floor((step * GOOD.length) / 256)));
      await expectFault(step === 0 ? ['empty'] : ARTIFACT_FAULTS);
    }
    await expectGoodFileIsTaken();
  });

  it('with a single wrong bit is refused, wherever it is', async () => {
    await started();
    const random = seeded(20261122);
    const places = new Set<number>();
    for (let round = 0; round < 1000; round++) {
      const damaged = Buffer.from(GOOD);
      const byte = random(GOOD.length);
      damaged[byte]! ^= 1 << random(8);
      places.add(Math.floor((byte * 16) / GOOD.length));
      scratch.renameOver('issuers.iin', damaged);
      await expectFault(ARTIFACT_FAULTS);
    }
    // Flips all over the file, header and last section included.
    expect(places.size).toBe(16);
    await expectGoodFileIsTaken();
  });

  it.each<[string, IssuerDataFault, () => Buffer]>([
    ['empty', 'empty', () => Buffer.alloc(0)],
    ['of another checksum', 'corrupt', () => Buffer.concat([GOOD.subarray(0, 8), Buffer.alloc(32), GOOD.subarray(40)])],
    ['of another kind, checksum right', 'wrong_kind', () => patched(GOOD, 40, 99)],
    ['of a later format, checksum right', 'wrong_version', () => patched(GOOD, 44, 99)],
    ['of another size than it says, checksum right', 'wrong_size', () => patched(GOOD, 48, GOOD.length + 8)],
    ['with sections beyond its end, checksum right', 'corrupt', () => patched(GOOD, 52, 0xffff)],
    ['of text', 'not_an_artifact', () => Buffer.from('low,high,issuer\n400000,400000,An issuer\n'.repeat(10))],
  ])('that is %s is told as %s', async (_what, fault, make) => {
    await started();
    scratch.renameOver('issuers.iin', make());
    await expectFault([fault]);
    await expectGoodFileIsTaken();
  });

  it('whose sections lie although the checksum is right never answers wrongly and never throws where it is asked', async () => {
    const { source } = await started();
    const random = seeded(7);
    const before = source.current();
    const results = new Set<string>();
    for (let round = 0; round < 300; round++) {
      scratch.renameOver('issuers.iin', patched(GOOD, 64 + 4 * random((GOOD.length - 68) / 4), random(2 ** 32)));
      const outcome = await source.lookForChange('watch');
      results.add(outcome?.result ?? 'none');
      const { issuers } = source.current().tables;
      expect(() => [...issuers!.intervals()].map(({ answer }) => issuers!.claims(answer))).not.toThrow();
    }
    expect(results).toContain('failed');
    expect(before.tables.issuers!.claims(1)).not.toHaveLength(0);
  });
});

describe('a text file', () => {
  const rows = (count: number, name = 'An issuer') =>
    `low,high,issuer,country\n${Array.from({ length: count }, (_, index) => `${String(400_000 + index)},,${name},KR\n`).join('')}`;

  it('that ends within a row is refused or changes too much to be taken', async () => {
    const { source } = await started('issuers.csv', rows(30));
    const before = source.current();
    scratch.renameOver('issuers.csv', rows(30).slice(0, 200));
    const outcome = await source.lookForChange('watch');
    expect(outcome?.result).toMatch(/failed|refused/);
    expect(source.current()).toBe(before);
    expect(source.issuerData().state).toBe('stale');
  });

  it.each<[string, IssuerDataFault, string | Buffer]>([
    ['empty', 'empty', ''],
    ['of no known format', 'unknown_format', 'what,is,this\n1,2,3\n'],
    ['without a row', 'no_rows', 'low,high,issuer,country\n'],
    ['of bytes that are no UTF-8', 'malformed', Buffer.concat([Buffer.from(rows(3)), Buffer.of(0xff, 0xfe, 0x0a)])],
    ['of more rows than allowed', 'too_many_rows', rows(LIMITS.rowsMax + 1)],
    ['mostly unusable', 'too_many_skipped', `${rows(10)}${'x,,y,KR\n'.repeat(10)}`],
  ])('that is %s is told as %s', async (_what, fault, content) => {
    await started('issuers.csv', rows(30));
    scratch.renameOver('issuers.csv', content);
    await expectFault([fault]);
    await expectGoodFileIsTaken('issuers.csv', rows(31));
  });
});

const NOBODY = 65_534;

/** Permissions do not stop root, who runs tests in containers. */
function becomeNobody(): () => void {
  if (process.geteuid?.() !== 0) return () => {};
  process.seteuid?.(NOBODY);
  return () => process.seteuid?.(0);
}

describe('the file system', () => {
  it('holds a file of ten times the size allowed: it is not read', async () => {
    await started();
    scratch.renameOver('issuers.iin', '');
    truncateSync(scratch.file('issuers.iin'), LIMITS.bytesMax * 10);
    await expectFault(['too_large']);
    await expectGoodFileIsTaken();
  });

  it.each<[string, IssuerDataFault, (path: string) => void]>([
    ['no file any more', 'not_found', () => undefined],
    ['a link that leads nowhere', 'not_found', (path) => symlinkSync('nowhere', path)],
    ['a link that leads to itself', 'not_readable', (path) => symlinkSync(path, path)],
    ['an empty directory', 'not_found', (path) => mkdirSync(path)],
    [
      'a directory of tables and text',
      'mixed_artifacts',
      (path) => {
        mkdirSync(path);
        for (const name of ['a.iin', 'b.csv']) writeFileSync(`${path}/${name}`, GOOD);
      },
    ],
  ])('holds %s: told as %s', async (_what, fault, happen) => {
    await started();
    rmSync(scratch.file('issuers.iin'));
    happen(scratch.file('issuers.iin'));
    await expectFault([fault]);
    await expectGoodFileIsTaken();
  });

  it('denies the file to us: told as not_readable', async () => {
    await started();
    rmSync(scratch.file('issuers.iin'));
    writeFileSync(scratch.file('issuers.iin'), NEXT, { mode: 0o000 });
    const restore = becomeNobody();
    try {
      await expectFault(['not_readable']);
    } finally {
      restore();
    }
    await expectGoodFileIsTaken();
  });

  it('has the file replaced again and again while it is read: told as changed_while_reading', async () => {
    /** Replaces the file in every turn of the event loop that a load takes. Reading takes several. */
    class Meddling extends InProcessLoader {
      override async load(request: IntakeRequest): Promise<Intake> {
        if (isMeddling) meddle();
        return super.load(request).finally(() => clearImmediate(turn));
      }
    }
    let isMeddling = false;
    let turn: NodeJS.Immediate | undefined;
    const meddle = (): void => {
      scratch.renameOver('issuers.iin', NEXT);
      turn = setImmediate(meddle);
    };
    bench = sourceOf(scratch.write('issuers.iin', GOOD), new Meddling());
    const { source, observer, loader } = bench;
    await source.reload('start');
    const before = source.current();
    isMeddling = true;
    scratch.renameOver('issuers.iin', NEXT);
    expect((await source.lookForChange('watch'))?.fault).toBe('changed_while_reading');
    expect(loader.loads).toBe(6);
    expect(source.current()).toBe(before);
    expect(source.issuerData()).toMatchObject({ state: 'stale', fault: 'changed_while_reading' });
    expect(observer.outcomes).toHaveLength(2);
    isMeddling = false;
    expect((await source.lookForChange('poll'))?.result).toBe('swapped');
  });

  it('has one of two files replaced between the reading of the first and the second: no mixture is taken', async () => {
    const text = (edition: number, first: number) =>
      `low,high,issuer,country\n${Array.from({ length: 9 }, (_, row) => `${String(first + row)},,Edition ${String(edition)},KR\n`).join('')}`;
    const publish = (edition: number) =>
      scratch.publish({ 'a.csv': text(edition, 400_000), 'b.csv': text(edition, 500_000) });
    class SwappingAfterwards extends InProcessLoader {
      override async load(request: IntakeRequest): Promise<Intake> {
        const intake = await super.load(request);
        if (this.loads === 2) publish(2);
        return intake;
      }
    }
    publish(0);
    bench = sourceOf(scratch.path, new SwappingAfterwards(), { changePercentMax: 100 });
    const { source, loader, observer } = bench;
    await source.reload('start');
    publish(1);
    expect((await source.lookForChange('watch'))?.result).toBe('swapped');
    expect(loader.loads).toBe(3);
    const { issuers } = source.current().tables;
    const names = ['40000000000', '50000000000'].map((digits) => issuers!.claims(issuers!.find(digits))[0]?.name);
    expect(names).toEqual(['Edition 2', 'Edition 2']);
    expect(observer.outcomes).toHaveLength(2);
  });
});

describe('the first load', () => {
  it.each<[string, IssuerDataFault, string | Buffer | null]>([
    ['of a file that is not there', 'not_found', null],
    ['of a file cut short', 'wrong_size', GOOD.subarray(0, -8)],
  ])('%s leaves the embedded table to answer, and takes the file once it is good', async (_what, fault, content) => {
    if (content !== null) scratch.write('issuers.iin', content);
    bench = sourceOf(scratch.file('issuers.iin'), new InProcessLoader());
    const { source, observer } = bench;
    expect(await source.reload('start')).toMatchObject({
      result: 'failed',
      fault,
      trigger: 'start',
      file: 'issuers.iin',
    });
    expect(source.issuerData()).toMatchObject({ state: 'missing', fault });
    expect(source.current().tables).toMatchObject({ issuers: null, version: source.current().tables.iins.version });
    expect(observer.outcomes).toHaveLength(1);
    await expectGoodFileIsTaken();
  });

  it('of a table with an answer that is none, checksum right, is refused although there is nothing to compare with', async () => {
    const ANSWER_BYTES = 4;
    const lying = patched(GOOD, sectionAt(GOOD, 'index.cells') + 3 * ANSWER_BYTES, 0xffff);
    expect(() => IssuerTable.open(new Uint8Array(lying).buffer)).not.toThrow();
    bench = sourceOf(scratch.write('issuers.iin', lying), new InProcessLoader());
    const { source } = bench;
    expect(await source.reload('start')).toMatchObject({ result: 'failed', fault: 'corrupt' });
    expect(source.current().tables.issuers).toBeNull();
    await expectGoodFileIsTaken();
  });
});

describe('an error that nobody expected', () => {
  /** What the observer hears when the file is read with `error`. */
  async function toldOf(error: unknown) {
    const limits = {
      ...LIMITS,
      get bytesMax(): number {
        throw error;
      },
    };
    bench = sourceOf(scratch.write('issuers.iin', GOOD), new InProcessLoader(), { limits });
    return bench.source.reload('start');
  }

  class Of_2_Names extends Error {}

  it.each([
    ['with its kind', new TypeError('4539578763621486'), ' The loader failed with a TypeError.'],
    ['with its kind', new Error('4539578763621486'), ' The loader failed with an Error.'],
    ['without a kind that is no plain name', new Of_2_Names('4539578763621486'), ''],
    ['without a kind where there is none', Object.create(null), ''],
    ['without a kind where there is nothing', undefined, ''],
  ])('is told as loader_failed %s, never with its words', async (_how, error, said) => {
    expect(await toldOf(error)).toMatchObject({
      fault: 'loader_failed',
      hint: `The loader stopped without an answer.${said}`,
    });
  });
});

describe('what is told of a fault', () => {
  it.each(['4539578763621486.iin', '4539-5787-6362-1486.iin', 'a b.iin', `${'x'.repeat(101)}.iin`, '가나다.iin'])(
    'leaves out a file name that may hold more than a name (%s)',
    async (name) => {
      await started(name, GOOD);
      scratch.renameOver(name, 'x'.repeat(100));
      await bench.source.lookForChange('watch');
      expect(bench.observer.last).toMatchObject({ fault: 'not_an_artifact', file: null });
      expect(JSON.stringify(bench.observer.last)).not.toContain(name.slice(0, 12));
    },
  );

  it('has a closed word, and no path', async () => {
    await started();
    scratch.renameOver('issuers.iin', 'x'.repeat(100));
    await bench.source.lookForChange('watch');
    expect(ISSUER_DATA_FAULTS).toContain(bench.observer.last?.fault);
    expect(bench.observer.last?.file).toBe('issuers.iin');
    expect(JSON.stringify(bench.observer.last)).not.toContain(scratch.path);
  });
});
