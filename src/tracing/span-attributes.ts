import type { RequestFacts } from './request-facts.js';

/** All that a span may carry. Names are those of OpenTelemetry where it has one. */
export const SPAN_ATTRIBUTES = [
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'error.type',
  'iinspect.outcome',
  'iinspect.cards',
  'iinspect.data_version',
  'iinspect.stream.end',
  'iinspect.stream.lines',
  'iinspect.stream.bytes',
] as const;
export type SpanAttributeName = (typeof SPAN_ATTRIBUTES)[number];

type SpanAttributes = Partial<Record<SpanAttributeName, string | number>>;

/** By OpenTelemetry's conventions, for a method that is the caller's text. */
const OTHER_METHOD = '_OTHER';
const UNMATCHED = 'unmatched';

export function spanName({ method, route }: RequestFacts): string {
  return `${method === 'other' ? 'HTTP' : method} ${route}`;
}

export function spanAttributes(facts: RequestFacts): SpanAttributes {
  const { method, route, status, outcome, cards, dataVersion, stream } = facts;
  const error = errorOf(facts);
  return {
    'http.request.method': method === 'other' ? OTHER_METHOD : method,
    ...(route !== UNMATCHED && { 'http.route': route }),
    ...(status !== null && { 'http.response.status_code': status }),
    ...(error !== null && { 'error.type': error }),
    'iinspect.outcome': outcome,
    ...(cards !== null && { 'iinspect.cards': cards }),
    'iinspect.data_version': dataVersion,
    ...(stream !== null && { 'iinspect.stream.end': stream.end, 'iinspect.stream.bytes': stream.bytes }),
    ...(stream?.lines != null && { 'iinspect.stream.lines': stream.lines }),
  };
}

/** A closed word: the code of a problem, or that the client left. */
function errorOf({ problem, outcome, status }: RequestFacts): string | null {
  if (problem !== null) return problem;
  if (outcome === 'aborted') return outcome;
  return outcome === 'answered' ? null : String(status);
}
