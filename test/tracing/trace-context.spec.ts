import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTraceparent } from '../../src/tracing/trace-context.js';
import { looksLikeACard, TRACE_IDS } from '../../src/tracing/trace-ids.js';
import { newCanary } from '../leaks/canary.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['03', true],
  ])('is read as W3C writes it, flags %s', (flags, isSampled) => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
  });

  it.each([
    ['nothing', undefined],
    ['two of them', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
    ['two of them, joined', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['another version', `01-${TRACE}-${SPAN}-01`],
    ['a forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['more than there should be', `00-${TRACE}-${SPAN}-01-x`],
    ['blanks', ` 00-${TRACE}-${SPAN}-01`],
    ['a line feed', `00-${TRACE}-${SPAN}-01\n`],
    ['zeros for a trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['zeros for a span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['flags that do not exist', `00-${TRACE}-${SPAN}-ff`],
  ])('is not taken from %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });

  it.each<[string, (pan: string) => string]>([
    ['for the trace', (pan) => `00-${pan}${'a'.repeat(16)}-${SPAN}-01`],
    ['for the span', (pan) => `00-${TRACE}-${pan}-01`],
    ['twice', (pan) => `00-${pan}${pan}-${pan}-01`],
    ['in hex', (pan) => `00-${Buffer.from(pan).toString('hex')}-${SPAN}-01`],
    ['across both', (pan) => `00-${'a'.repeat(24)}${pan.slice(0, 8)}-${pan.slice(8)}${'a'.repeat(8)}-01`],
  ])('is not taken with a card number %s', (_where, write) => {
    expect(parseTraceparent(write(newCanary()))).toBeNull();
  });

  it('is never taken with twelve digits in a row, whatever else is sent', () => {
    let taken = 0;
    const id = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-c]{${length}}$`));
    fc.assert(
      fc.property(id(32), id(16), (traceId, spanId) => {
        const parent = parseTraceparent(`00-${traceId}-${spanId}-01`);
        if (parent !== null) taken += 1;
        expect(parent === null).toBe(/\d{12}/.test(traceId + spanId));
      }),
    );
    expect(taken).toBeGreaterThan(10);
  });
});

it('our own ids are well formed and are never taken for a card number', () => {
  for (let round = 0; round < 2000; round += 1) {
    const [traceId, spanId] = [TRACE_IDS.generateTraceId(), TRACE_IDS.generateSpanId()];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    // One random trace id in thirty does: two thousand would show it.
    expect([traceId, spanId].filter(looksLikeACard)).toEqual([]);
  }
});
