import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { artifact, type Bench, eventually, InProcessLoader, Scratch, sourceOf } from './reload-support.js';

const POLL_MS = 50;

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

async function watching(path: string, pollMs = 0): Promise<Bench<InProcessLoader>> {
  bench = sourceOf(path, new InProcessLoader(), { pollMs, changePercentMax: 100 });
  expect((await bench.source.start())?.result).toBe('swapped');
  return bench;
}

const swaps = () => bench.observer.outcomes.filter(({ result }) => result === 'swapped').length;
const nameNow = () => {
  const { issuers } = bench.source.current().tables;
  return issuers?.claims(issuers.find('40000000000'))[0]?.name;
};

/** Changes made while the watch was being armed again are seen by the look that follows it. */
async function expectEdition(edition: number): Promise<void> {
  await eventually(() => nameNow() === `Issuer of edition ${String(edition)}`);
}

describe('without a poll, the watch alone', () => {
  it('sees a file that is written in place', async () => {
    const path = scratch.write('issuers.iin', artifact(0));
    await watching(path);
    scratch.write('issuers.iin', artifact(1));
    await expectEdition(1);
    expect(bench.observer.last).toMatchObject({ result: 'swapped', trigger: 'watch' });
  });

  it('sees a file that is renamed over it, again and again', async () => {
    const path = scratch.write('issuers.iin', artifact(0));
    await watching(path);
    for (const edition of [1, 2, 3]) {
      scratch.renameOver('issuers.iin', artifact(edition));
      await expectEdition(edition);
    }
  });

  it('sees kubelet swap the directory behind a file, again and again', async () => {
    scratch.publish({ 'issuers.iin': artifact(0) });
    await watching(scratch.file('issuers.iin'));
    for (const edition of [1, 2, 3]) {
      scratch.publish({ 'issuers.iin': artifact(edition) });
      await expectEdition(edition);
    }
    expect(bench.observer.losses).toEqual([]);
  });

  it('sees kubelet swap what a whole directory holds', async () => {
    scratch.publish({ 'issuers.iin': artifact(0) });
    await watching(scratch.path);
    scratch.publish({ 'issuers.iin': artifact(1) });
    await expectEdition(1);
  });

  it('sees a link to a directory re-pointed', async () => {
    for (const edition of [0, 1]) {
      mkdirSync(scratch.file(`release-${String(edition)}`));
      scratch.write(`release-${String(edition)}/issuers.iin`, artifact(edition));
    }
    symlinkSync('release-0', scratch.file('current'));
    await watching(scratch.file('current'));
    symlinkSync('release-1', scratch.file('next'));
    renameSync(scratch.file('next'), scratch.file('current'));
    await expectEdition(1);
    scratch.write('release-1/issuers.iin', artifact(2));
    await expectEdition(2);
  });

  it('sees a file that appears after the start', async () => {
    bench = sourceOf(scratch.file('issuers.iin'), new InProcessLoader());
    expect((await bench.source.start())?.fault).toBe('not_found');
    scratch.write('issuers.iin', artifact(0));
    await expectEdition(0);
  });

  it('sees a good file after a bad one', async () => {
    const path = scratch.write('issuers.iin', artifact(0));
    await watching(path);
    scratch.renameOver('issuers.iin', 'not a table at all, but long enough to be one: '.repeat(3));
    await eventually(() => bench.source.issuerData().state === 'stale');
    expect(nameNow()).toBe('Issuer of edition 0');
    scratch.renameOver('issuers.iin', artifact(1));
    await expectEdition(1);
    expect(bench.source.issuerData()).toMatchObject({ state: 'current', fault: null });
  });

  it('does not load when only a neighbour changes', async () => {
    scratch.publish({ 'issuers.iin': artifact(0) });
    await watching(scratch.path);
    const { loader } = bench;
    for (let round = 0; round < 3; round++) scratch.write('.neighbour', String(round));
    scratch.publish({ 'issuers.iin': artifact(1) });
    await expectEdition(1);
    // A fresh file may be loaded once more, to be sure; a neighbour alone never leads to a swap.
    expect(loader.loads).toBeLessThanOrEqual(4);
    expect(swaps()).toBe(2);
  });
});

describe('with the poll', () => {
  it('survives the deletion of the watched directory, says once that it is gone, and watches the new one', async () => {
    const directory = scratch.file('mounted');
    const path = join(directory, 'issuers.iin');
    const make = (edition: number): void => {
      mkdirSync(directory);
      writeFileSync(path, artifact(edition));
    };
    make(0);
    await watching(path, POLL_MS);
    rmSync(directory, { recursive: true });
    await eventually(() => bench.source.issuerData().fault === 'not_found' && bench.observer.losses.length > 0);
    expect(nameNow()).toBe('Issuer of edition 0');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS * 4));
    expect(bench.observer.losses).toEqual(['directory_gone']);
    expect(bench.observer.outcomes.filter(({ fault }) => fault === 'not_found')).toHaveLength(1);
    make(1);
    await expectEdition(1);
    scratch.write('mounted-next.iin', artifact(2));
    renameSync(scratch.file('mounted-next.iin'), path);
    await expectEdition(2);
    expect(bench.observer.losses).toEqual(['directory_gone']);
  });

  it('sees what no watch can: a directory replaced by another of the same name', async () => {
    const directory = scratch.file('mounted');
    mkdirSync(directory);
    writeFileSync(join(directory, 'issuers.iin'), artifact(0));
    await watching(join(directory, 'issuers.iin'), POLL_MS);
    mkdirSync(scratch.file('next'));
    scratch.write('next/issuers.iin', artifact(1));
    renameSync(directory, scratch.file('old'));
    renameSync(scratch.file('next'), directory);
    await expectEdition(1);
    writeFileSync(join(directory, 'issuers.iin'), artifact(2));
    await expectEdition(2);
  });
});

it('a stopped source sees nothing more', async () => {
  const path = scratch.write('issuers.iin', artifact(0));
  const { source, loader } = await watching(path, POLL_MS);
  await source.stop();
  const loads = loader.loads;
  scratch.renameOver('issuers.iin', artifact(1));
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(loader.loads).toBe(loads);
  expect(nameNow()).toBe('Issuer of edition 0');
});
