import { statSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedTable } from '../support/embedded-table.js';
import { artifact, eventually, type Bench, ScriptedLoader, Scratch, sourceOf } from './reload-support.js';

// Longer than whatever is waited for in here.
jest.setTimeout(60_000);

let scratch: Scratch;
let bench: Bench<ScriptedLoader>;

beforeEach(() => {
  scratch = new Scratch();
  bench = sourceOf(scratch.write('issuers.iin', 'v0'), new ScriptedLoader());
});
afterEach(async () => {
  jest.restoreAllMocks();
  await bench.source.stop();
  scratch.remove();
});

const version = () => bench.source.current().tables.version;
const loaded = () => String(bench.source.current().tables.issuers?.version);
const status = () => bench.source.issuerData();

/** Starts with edition 0. */
async function started(): Promise<Bench<ScriptedLoader>> {
  const start = bench.source.start();
  await bench.loader.answer(artifact(0));
  await start;
  return bench;
}

/** The change time of a file cannot be set back, so the clock is set forward: all that was written until now lies far back. */
function letFilesSettle(): void {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + 3_600_000);
}

describe('a source of issuer data', () => {
  it('answers from the embedded table before the first load', () => {
    expect(bench.source.current().tables.issuers).toBeNull();
    expect(status()).toEqual({ state: 'missing', fault: null, checkedAt: null });
  });

  it('puts the first table in place without comparing it with anything', async () => {
    const { observer, loader } = await started();
    expect(loader.requests).toMatchObject([{ current: null }]);
    expect(observer.outcomes).toMatchObject([
      { result: 'swapped', trigger: 'start', rows: 40, changedShare: null, fault: null, file: null, hint: null },
    ]);
    expect(version()).toBe(`${embeddedTable.version}+${loaded()}`);
    expect(status()).toMatchObject({ state: 'current', fault: null, checkedAt: expect.any(Date) });
  });

  it('hands the table that answers to the loader, uncopied, to be compared', async () => {
    const { source, loader } = await started();
    const answering = source.current().tables.issuers!.bytes.buffer;
    void source.reload('signal');
    await eventually(() => loader.requests.length === 2);
    expect(loader.requests[1]!.current).toBe(answering);
  });

  it('leaves whoever answers with the tables they began with', async () => {
    const { source, loader } = await started();
    const before = source.current();
    const reload = source.reload('watch');
    await loader.answer(artifact(1), 0.05);
    await reload;
    expect(before.tables.version).not.toBe(version());
    expect(before.tables.issuers!.claims(before.tables.issuers!.find('40000000000'))[0]?.name).toBe(
      'Issuer of edition 0',
    );
  });

  it('keeps the same snapshot when the data is the same', async () => {
    const { source, loader, observer } = await started();
    const before = source.current();
    const reload = source.reload('signal');
    await loader.answer(artifact(0), 0);
    expect((await reload)?.result).toBe('unchanged');
    expect(source.current()).toBe(before);
    expect(observer.outcomes.map(({ result }) => result)).toEqual(['swapped', 'unchanged']);
  });
});

describe('two reloads at once', () => {
  it('run one after the other, and both callers hear what came of theirs', async () => {
    const { source, loader } = await started();
    const [first, second] = [source.reload('signal'), source.reload('signal')];
    await loader.answer(artifact(1), 0.05);
    expect((await first)?.result).toBe('swapped');
    await loader.answer(artifact(2), 0.05);
    expect((await second)?.result).toBe('swapped');
    expect(loader.requests).toHaveLength(3);
  });

  it('and ten more cause exactly one more load, whose outcome all of them share', async () => {
    const { source, loader, observer } = await started();
    const first = source.reload('signal');
    await eventually(() => loader.requests.length === 2);
    const others = Array.from({ length: 10 }, () => source.reload('signal'));
    await loader.answer(artifact(1), 0.05);
    await first;
    await loader.answer(artifact(2), 0.05);
    const outcomes = await Promise.all(others);
    expect(new Set(outcomes).size).toBe(1);
    await sleep(20);
    expect(loader.requests).toHaveLength(3);
    expect(observer.outcomes).toHaveLength(3);
  });

  it('are one of the signal, which loads whatever the files say, when one of them is a poll that waits', async () => {
    letFilesSettle();
    const { source, loader } = await started();
    for (const [earlier, later] of [
      [() => source.lookForChange('poll'), () => source.reload('signal')],
      [() => source.reload('signal'), () => source.lookForChange('poll')],
    ] as const) {
      const loads = loader.requests.length;
      const running = source.reload('watch');
      const waiting = [earlier(), later()];
      await loader.answer(artifact(0), 0);
      await running;
      await loader.answer(artifact(0), 0);
      const [first, second] = await Promise.all(waiting);
      expect(first).toMatchObject({ result: 'unchanged', trigger: 'signal' });
      expect(second).toBe(first);
      expect(loader.requests).toHaveLength(loads + 2);
    }
  });

  it('go on after one that failed', async () => {
    const { source, loader } = await started();
    const [first, second] = [source.reload('signal'), source.reload('signal')];
    await loader.failNext('corrupt');
    expect((await first)?.fault).toBe('corrupt');
    await loader.answer(artifact(1), 0.05);
    expect((await second)?.result).toBe('swapped');
  });
});

describe('data that changes too much', () => {
  it('is refused, told once, and the old table answers on', async () => {
    const { source, loader, observer } = await started();
    const before = version();
    for (let round = 0; round < 3; round++) {
      const look = source.lookForChange('poll');
      await loader.answer(artifact(1, { changed: 9 }), 9 / 40);
      expect(await look).toMatchObject({ result: 'refused', fault: 'changes_too_much', changedShare: 9 / 40 });
    }
    expect(version()).toBe(before);
    expect(status()).toMatchObject({ state: 'stale', fault: 'changes_too_much' });
    expect(observer.outcomes.map(({ result }) => result)).toEqual(['swapped', 'refused']);
    expect(observer.last?.hint).toContain('22.5 percent');
    expect(observer.last?.hint).toContain('ISSUER_DATA_CHANGE_PERCENT_MAX allows 20');
  });

  it('is told again when it is other data, or when somebody asks', async () => {
    const { source, loader, observer } = await started();
    for (const [edition, trigger] of [
      [1, 'poll'],
      [2, 'poll'],
      [2, 'signal'],
      [2, 'request'],
    ] as const) {
      const look = source.reload(trigger);
      await loader.answer(artifact(edition, { changed: 9 }), 9 / 40);
      await look;
    }
    expect(observer.outcomes.map(({ result }) => result)).toEqual([
      'swapped',
      'refused',
      'refused',
      'refused',
      'refused',
    ]);
    expect(observer.outcomes.at(-1)?.trigger).toBe('request');
  });

  it('is not loaded again while the file stays as it is, unless somebody asks', async () => {
    letFilesSettle();
    const { source, loader } = await started();
    for (const ask of [() => source.reload('watch'), () => source.reload('signal')]) {
      const reload = ask();
      await loader.answer(artifact(1, { changed: 9 }), 9 / 40);
      expect((await reload)?.result).toBe('refused');
      const loads = loader.requests.length;
      for (let round = 0; round < 3; round++) expect(await source.lookForChange('poll')).toBeNull();
      expect(loader.requests).toHaveLength(loads);
    }
  });

  it('is taken up to the limit exactly', async () => {
    const { source, loader } = await started();
    const reload = source.reload('watch');
    await loader.answer(artifact(1, { changed: 8 }), 8 / 40);
    expect((await reload)?.result).toBe('swapped');
  });

  it('is taken whatever it changes when all of it may change', async () => {
    bench = sourceOf(scratch.file('issuers.iin'), new ScriptedLoader(), { changePercentMax: 100 });
    const { source, loader } = await started();
    const reload = source.reload('watch');
    await loader.answer(artifact(1, { changed: 40 }), 1);
    expect((await reload)?.result).toBe('swapped');
  });
});

describe('data that cannot be taken', () => {
  it('leaves the embedded table to answer alone when it is the first', async () => {
    const start = bench.source.start();
    await bench.loader.failNext('corrupt');
    expect(await start).toMatchObject({ result: 'failed', fault: 'corrupt', version: null, rows: 0 });
    expect(status()).toMatchObject({ state: 'missing', fault: 'corrupt' });
    expect(bench.source.current().tables.issuers).toBeNull();
  });

  it.each([
    ['a file that was just written', () => undefined],
    ['one that has not changed for an hour', letFilesSettle],
  ])('is tried again at every poll and told once, when it could not be reached: %s', async (_which, happen) => {
    happen();
    const { source, loader, observer } = await started();
    for (let round = 0; round < 4; round++) {
      const look = round === 0 ? source.reload('watch') : source.lookForChange('poll');
      await loader.failNext('not_readable');
      expect((await look)?.fault).toBe('not_readable');
    }
    expect(observer.outcomes.map(({ fault }) => fault)).toEqual([null, 'not_readable']);
    expect(status()).toMatchObject({ state: 'stale', fault: 'not_readable' });
  });

  it.each(['corrupt', 'too_many_skipped', 'timed_out', 'loader_failed'] as const)(
    'is not loaded again before it changes, when that would come to the same or cost too much: %s',
    async (fault) => {
      letFilesSettle();
      const { source, loader } = await started();
      const look = source.reload('watch');
      await loader.failNext(fault);
      expect((await look)?.fault).toBe(fault);
      expect(await source.lookForChange('poll')).toBeNull();
      expect(status()).toMatchObject({ state: 'stale', fault });
      const forced = source.reload('signal');
      await loader.failNext(fault);
      expect((await forced)?.fault).toBe(fault);
    },
  );

  it('is told again after it was well in between', async () => {
    const { source, loader, observer } = await started();
    for (const fault of ['corrupt', null, 'corrupt'] as const) {
      const look = source.reload('watch');
      await (fault === null ? loader.answer(artifact(0), 0) : loader.failNext(fault));
      await look;
      expect(status()).toMatchObject({ state: fault === null ? 'current' : 'stale', fault });
    }
    expect(observer.outcomes.map(({ result }) => result)).toEqual(['swapped', 'failed', 'unchanged', 'failed']);
  });

  it('is tried again by itself when it changed while it was read', async () => {
    const { source, loader, observer } = await started();
    const reload = source.reload('watch');
    await loader.failNext('changed_while_reading');
    await loader.failNext('changed_while_reading');
    await loader.answer(artifact(1), 0.05);
    expect((await reload)?.result).toBe('swapped');
    expect(observer.outcomes).toHaveLength(2);
  });

  it('is given up after five attempts when it never stops changing', async () => {
    const { source, loader, observer } = await started();
    const reload = source.reload('watch');
    for (let attempt = 0; attempt < 5; attempt++) await loader.failNext('changed_while_reading');
    expect((await reload)?.fault).toBe('changed_while_reading');
    expect(observer.outcomes).toHaveLength(2);
    expect(loader.requests).toHaveLength(6);
  });
});

describe('a look that finds nothing new', () => {
  const OLD = new Date('2026-01-01T00:00:00Z');

  it('does not load, but remembers that it looked', async () => {
    const { source, loader } = await started();
    // A look soon after a change loads once more, to be sure.
    letFilesSettle();
    const sure = source.lookForChange('poll');
    await loader.answer(artifact(0), 0);
    expect((await sure)?.result).toBe('unchanged');
    const before = status().checkedAt ?? OLD;
    await sleep(2);
    expect(await source.lookForChange('poll')).toBeNull();
    expect(status().checkedAt!.getTime()).toBeGreaterThan(before.getTime());
    expect(loader.requests).toHaveLength(2);
    scratch.write('issuers.iin', 'v1');
    const look = source.lookForChange('poll');
    await loader.answer(artifact(1), 0.05);
    expect((await look)?.result).toBe('swapped');
  });
});

describe('a file of the same size and the same time of change', () => {
  const TIME = new Date('2026-01-01T00:00:00Z');

  it('is loaded all the same when something was written to it', async () => {
    const path = scratch.file('issuers.iin');
    const write = (content: string): bigint => {
      scratch.write('issuers.iin', content);
      utimesSync(path, TIME, TIME);
      return statSync(path, { bigint: true }).ctimeNs;
    };
    letFilesSettle();
    const before = write('v0');
    const { source, loader } = await started();
    expect(await source.lookForChange('poll')).toBeNull();
    // The clock of the file system ticks every few milliseconds.
    await eventually(() => write('v1') !== before);
    const look = source.lookForChange('poll');
    await loader.answer(artifact(1), 0.05);
    expect((await look)?.result).toBe('swapped');
  });
});

describe('a source that is stopped', () => {
  it('breaks off the load that runs, tells nobody and changes nothing', async () => {
    const { source, loader, observer } = await started();
    const before = source.current();
    const reloads = [source.reload('signal'), source.reload('signal')];
    await eventually(() => loader.requests.length === 2);
    const stopped = source.stop();
    loader.fail('loader_failed');
    await stopped;
    expect(await Promise.all(reloads)).toEqual([null, null]);
    expect(source.current()).toBe(before);
    expect(status().state).toBe('current');
    expect(observer.outcomes).toHaveLength(1);
  });
});
