import { describe, expect, it } from '@jest/globals';
import { describeFailure } from '../../src/logging/failure.js';

const CANARY = '4111990172318496';

function frames(error: unknown): readonly string[] {
  return describeFailure(error)['frames'] as readonly string[];
}

function unreadable(error: Error, property: string): Error {
  const get = (): never => {
    throw new Error(CANARY);
  };
  return Object.defineProperty(error, property, { get });
}

describe('a failure in the log', () => {
  it('is its kind and its place', () => {
    const failure = describeFailure(new TypeError('x'));
    expect(failure['error']).toBe('TypeError');
    expect(frames(new TypeError('x'))[0]).toMatch(/failure\.spec\.ts:\d+:\d+/);
  });

  it.each([
    ['a message', new Error(`bad card ${CANARY}`)],
    ['a message of several lines', new Error(`bad\n    at f (/${CANARY}.js:1:1)\n    at ${CANARY} (x:1:1)`)],
    ['a name', Object.assign(new Error('x'), { name: CANARY })],
    ['a message changed after the stack was taken', Object.assign(new Error(`x ${CANARY}`), { message: 'harmless' })],
    [
      'a message cut after the stack was taken',
      Object.assign(new Error(`x\n    at f (/${CANARY}:1:1)`), { message: 'x' }),
    ],
    ['a cause', new Error('x', { cause: new Error(CANARY) })],
    ['a property', Object.assign(new Error('x'), { rawPacket: Buffer.from(CANARY) })],
    ['a stack of its own', Object.assign(new Error('x'), { stack: CANARY })],
    ['a stack that is no text', Object.assign(new Error('x'), { stack: { toString: () => CANARY } })],
    ['a thrown text', CANARY],
    ['a thrown object', { message: CANARY }],
    ['nothing', undefined],
    ['a message that throws when it is read', unreadable(new Error('x'), 'message')],
    ['a name that throws when it is read', unreadable(new Error('x'), 'name')],
    ['a stack that throws when it is read', unreadable(new Error('x'), 'stack')],
  ])('never quotes %s', (_what, thrown) => {
    const text = JSON.stringify(describeFailure(thrown));
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(Buffer.from(CANARY).join(','));
  });

  it('is short, however deep the stack', () => {
    const deep = (level: number): Error => (level === 0 ? new Error('x') : deep(level - 1));
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 200;
    const error = deep(150);
    Error.stackTraceLimit = limit;
    expect(frames(error)).toHaveLength(20);
  });
});
