import { expect, it } from '@jest/globals';
import type { RequestFacts } from '../../src/tracing/request-facts.js';
import { spanAttributes } from '../../src/tracing/span-attributes.js';

const FACTS: RequestFacts = {
  ...{ method: 'POST', route: '/v1/cards/batch', status: 200, outcome: 'answered', durationMs: 1, answering: null },
  ...{ dataVersion: '2026-11-22-abababab', problem: null, cards: null, stream: null, traceparent: undefined },
};

it.each<[string, Partial<RequestFacts>, string | undefined]>([
  ['was answered', {}, undefined],
  ['ended with a problem', { status: 429, outcome: 'refused', problem: 'rate_limited' }, 'rate_limited'],
  ['lost its client, after a good beginning too', { outcome: 'aborted' }, 'aborted'],
  ['lost its client before there was a status', { status: null, outcome: 'aborted' }, 'aborted'],
  ['failed without a word', { status: 500, outcome: 'failed' }, '500'],
])('a span of a request that %s says so in a closed word', (_what, facts, error) => {
  expect(spanAttributes({ ...FACTS, ...facts })['error.type']).toBe(error);
});
