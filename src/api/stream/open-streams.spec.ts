import { describe, expect, it } from '@jest/globals';
import { type OpenStream, OpenStreams } from './open-streams.js';

class FakeStream implements OpenStream {
  readonly heard: string[] = [];

  constructor(readonly silentMs = 0) {}

  abort(reason: string): void {
    this.heard.push(reason);
  }

  blameClient(fault: string): void {
    this.heard.push(fault);
  }
}

function openStreams(max: number, ...streams: readonly FakeStream[]): OpenStreams {
  const open = new OpenStreams(max);
  for (const stream of streams) open.enter(stream);
  return open;
}

describe('open streams', () => {
  it('let in as many as there are places for', () => {
    const stream = new FakeStream(1000);
    const open = openStreams(2, stream);
    expect(open.makeRoom(10)).toBe(true);
    expect(stream.heard).toEqual([]);
    open.enter(new FakeStream());
    expect(open.count).toBe(2);
    expect(open.makeRoom(1001)).toBe(false);
    open.leave(stream);
    expect(open.makeRoom(1001)).toBe(true);
  });

  it('end the one that was silent longest when another wants its place', () => {
    const streams = [30, 50, 40].map((silentMs) => new FakeStream(silentMs));
    const open = openStreams(3, ...streams);
    expect(open.makeRoom(40)).toBe(true);
    expect(streams.map(({ heard }) => heard)).toEqual([[], ['client_idle'], []]);
    expect(open.count).toBe(2);
  });

  it('end none that was silent for less than the patience', () => {
    const streams = [30, 39].map((silentMs) => new FakeStream(silentMs));
    expect(openStreams(2, ...streams).makeRoom(40)).toBe(false);
    expect(streams.map(({ heard }) => heard)).toEqual([[], []]);
  });

  it('end together, and so does what comes later', () => {
    const before = new FakeStream();
    const after = new FakeStream();
    const open = openStreams(2, before);
    open.shutDown();
    open.enter(after);
    expect([before.heard, after.heard]).toEqual([['shutting_down'], ['shutting_down']]);
  });
});
