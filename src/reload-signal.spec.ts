import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { reloadOnSignal } from './reload-signal.js';

class Host {
  readonly exitCodes: number[] = [];
  isTerminalNow = true;
  readonly askedFor: number[] = [];
  readonly stdout: { readonly isTTY: boolean };
  #hangUp: () => void = () => undefined;

  constructor(isTTY: boolean) {
    this.stdout = { isTTY };
  }

  readonly isatty = (fd: number): boolean => {
    this.askedFor.push(fd);
    return this.isTerminalNow;
  };

  on(signal: 'SIGHUP', listener: () => void): void {
    expect(signal).toBe('SIGHUP');
    this.#hangUp = listener;
  }

  exit(code: number): void {
    this.exitCodes.push(code);
  }

  async hangUp(): Promise<void> {
    this.#hangUp();
    await nextTurn();
  }
}

function running(host: Host): { readonly reloads: () => number } {
  let reloads = 0;
  reloadOnSignal(host, Promise.resolve({ reload: () => reloads++ }));
  return { reloads: () => reloads };
}

describe('SIGHUP', () => {
  it('reloads, again and again, where no terminal ever was', async () => {
    const host = new Host(false);
    host.isTerminalNow = false;
    const { reloads } = running(host);
    await host.hangUp();
    await host.hangUp();
    expect([reloads(), host.exitCodes]).toEqual([2, []]);
  });

  it('reloads while the terminal is there', async () => {
    const host = new Host(true);
    const { reloads } = running(host);
    await host.hangUp();
    expect([reloads(), host.exitCodes, host.askedFor]).toEqual([1, [], [1]]);
  });

  it('ends the service, as a shell counts it, when the terminal was closed', async () => {
    const host = new Host(true);
    const { reloads } = running(host);
    host.isTerminalNow = false;
    await host.hangUp();
    expect([reloads(), host.exitCodes]).toEqual([0, [129]]);
  });

  it('waits for the end of the start, and is silent about a start that fails', async () => {
    const [slow, failing] = [new Host(false), new Host(false)];
    const starting = Promise.withResolvers<{ reload: () => void }>();
    let reloads = 0;
    reloadOnSignal(slow, starting.promise);
    reloadOnSignal(failing, Promise.reject(new Error()));
    await slow.hangUp();
    await failing.hangUp();
    expect(reloads).toBe(0);
    starting.resolve({ reload: () => reloads++ });
    await nextTurn();
    expect([reloads, slow.exitCodes, failing.exitCodes]).toEqual([1, [], []]);
  });
});
