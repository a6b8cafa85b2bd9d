import { describe, expect, it } from '@jest/globals';
import { StreamWatch, tickOf, type WatchedStream, type WatchLimits } from './stream-watch.js';

class FakeStream implements WatchedStream {
  waitsForInput = true;
  waitsForReader = false;
  bytes = 1000;
}

const LIMITS: WatchLimits = { idleMs: 60_000, rateMin: 100 };

/** Looks once a second. @returns What the client was blamed for, and after how many seconds. */
function watch(
  stream: FakeStream,
  limits: WatchLimits,
  each: (second: number) => void,
): readonly [string, number] | null {
  const watched = new StreamWatch(stream, limits);
  for (let second = 1; second <= 600; second++) {
    each(second);
    const fault = watched.look(1000);
    if (fault !== null) return [fault, second];
  }
  return null;
}

const nothing = (): void => undefined;

describe('the watch over a stream', () => {
  it('blames silence after the limit', () => {
    expect(watch(new FakeStream(), LIMITS, nothing)).toEqual(['client_idle', 60]);
  });

  it('blames a client that does not read as it blames one that does not write', () => {
    const stream = Object.assign(new FakeStream(), { waitsForInput: false, waitsForReader: true });
    expect(watch(stream, LIMITS, nothing)).toEqual(['client_idle', 60]);
  });

  it('blames nobody while the server is at work, however long', () => {
    const stream = Object.assign(new FakeStream(), { waitsForInput: false });
    expect(watch(stream, LIMITS, nothing)).toBeNull();
  });

  it('counts silence from the last byte', () => {
    const stream = new FakeStream();
    const feed = (second: number): void => {
      if (second <= 100) stream.bytes += 1000;
    };
    expect(watch(stream, LIMITS, feed)).toEqual(['client_idle', 160]);
  });

  it.each([
    [99, ['client_too_slow', 60]],
    [100, null],
  ])('sees %i bytes a second as %p', (rate, fault) => {
    const stream = new FakeStream();
    expect(watch(stream, LIMITS, () => (stream.bytes += rate))).toEqual(fault);
  });

  it('takes the average, so that bursts make good for pauses', () => {
    const stream = new FakeStream();
    expect(watch(stream, LIMITS, (second) => second % 30 === 1 && (stream.bytes += 3000))).toBeNull();
  });

  it('begins a new average after each', () => {
    const stream = new FakeStream();
    const feed = (second: number): void => void (stream.bytes += second === 1 ? 1_000_000 : 1);
    expect(watch(stream, LIMITS, feed)).toEqual(['client_too_slow', 120]);
  });

  it('minds no slowness where the rate is 0', () => {
    const stream = new FakeStream();
    expect(watch(stream, { ...LIMITS, rateMin: 0 }, () => stream.bytes++)).toBeNull();
  });

  it('looks often enough for its limit, and not all the time', () => {
    expect(tickOf({ idleMs: 60_000, rateMin: 0 })).toBe(1000);
    expect(tickOf({ idleMs: 100, rateMin: 0 })).toBe(10);
  });
});
