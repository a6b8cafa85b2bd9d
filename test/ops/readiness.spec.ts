import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { EventLoopDelay } from '../../src/health/event-loop-delay.js';
import { ReadinessState } from '../../src/health/readiness.js';

describe('readiness', () => {
  it('goes from starting to ready to draining', () => {
    const state = new ReadinessState();
    expect(state.phase).toBe('starting');
    state.becomeReady();
    expect(state.phase).toBe('ready');
    state.beginDraining();
    expect(state.phase).toBe('draining');
  });

  it('does not come back from a drain, even one that began before the start was over', () => {
    const state = new ReadinessState();
    state.beginDraining();
    state.becomeReady();
    expect(state.phase).toBe('draining');
  });
});

describe('the event loop delay', () => {
  it('is noticed within a window and forgotten after a calm one', async () => {
    const delay = new EventLoopDelay(200);
    try {
      // The first tick has nothing to be late against.
      await sleep(60);
      block(300);
      expect(await comesTrue(() => delay.p99Ms > 200)).toBe(true);
      expect(await comesTrue(() => delay.p99Ms < 100)).toBe(true);
    } finally {
      delay.stop();
    }
  });
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function comesTrue(condition: () => boolean): Promise<boolean> {
  for (let round = 0; round < 400 && !condition(); round++) await sleep(5);
  return condition();
}
