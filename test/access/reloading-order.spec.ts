import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ReloadingFile } from '../../src/security/reloading-file.js';
import { Folder } from './credential-files.js';

const folder = new Folder();
afterAll(() => folder.remove());

/** A reading that is ready when the test says so. */
class SlowReadings {
  readonly #gates: (() => void)[] = [];
  isSlow = false;

  readonly parse = async (text: string): Promise<{ readonly size: number; readonly text: string }> => {
    if (this.isSlow) await new Promise<void>((resolve) => this.#gates.push(resolve));
    return { size: 1, text };
  };

  get count(): number {
    return this.#gates.length;
  }

  async begun(count: number): Promise<void> {
    while (this.#gates.length < count) await turn();
  }

  finish(index: number): void {
    this.#gates[index]?.();
  }
}

async function openSlowly(name: string) {
  const readings = new SlowReadings();
  const path = folder.write(name, 'one');
  const file = await ReloadingFile.open({ path, pollMs: 0, parse: readings.parse }, { fileReloaded: () => undefined });
  readings.isSlow = true;
  return { readings, file };
}

describe('a file that is read slowly', () => {
  test('is read once at a time: an older reading never takes the place of a newer one', async () => {
    const { readings, file } = await openSlowly('slow');
    folder.write('slow', 'two');
    const first = file.reload();
    await readings.begun(1);
    folder.write('slow', 'three');
    const second = file.reload();
    // Were both under way, the second would be ready first.
    for (let round = 0; round < 100 && readings.count < 2; round++) await sleep(1);
    expect(readings.count).toBe(1);
    readings.finish(0);
    await first;
    await readings.begun(2);
    readings.finish(1);
    await second;
    expect(file.current.text).toBe('three');
  });

  test('has been read to its end when it is stopped', async () => {
    const { readings, file } = await openSlowly('stopped');
    folder.write('stopped', 'two');
    const reload = file.reload();
    await readings.begun(1);
    let isStopped = false;
    const stopped = file.stop().then(() => (isStopped = true));
    for (let round = 0; round < 50; round++) await turn();
    expect(isStopped).toBe(false);
    readings.finish(0);
    await Promise.all([reload, stopped]);
    expect(file.current.text).toBe('two');
  });
});
