import { Counter, type Registry } from 'prom-client';

/** What the tripwire on the log did: took a number out of a line, or threw a line away that it could not look through. */
export const TRIPWIRE_RESULTS = ['replaced', 'dropped'] as const;
export type TripwireResult = (typeof TRIPWIRE_RESULTS)[number];

/** Why no route answered: what came was no request, or nobody was left to take the answer. */
export const UNANSWERED_REASONS = [
  'malformed',
  'malformed_url',
  'headers_too_large',
  'timed_out',
  'expectation',
  'connect',
  'pipelined',
  'client_gone',
] as const;
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number];

/** `failed`: the collector did not take it. `dropped`: it never left, as too many were waiting. */
export const SPAN_RESULTS = ['exported', 'failed', 'dropped'] as const;
export type SpanResult = (typeof SPAN_RESULTS)[number];

export type TripwireLabels = { readonly result: TripwireResult };
export type UnansweredLabels = { readonly reason: UnansweredReason };
export type SpanLabels = { readonly result: SpanResult };

/** The metrics about logs, traces and what never became a request, declared once; `Metrics` has them among its own. */
export class WatchSeries {
  constructor(private readonly registry: Registry) {}

  readonly tripwire = new Counter({
    name: 'card_log_tripwire_total',
    help: 'Card-like numbers taken out of log lines, and writes dropped because they could not be looked through. Anything but 0 is a leak or a bug.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly unanswered = new Counter({
    name: 'card_requests_unanswered_total',
    help: 'Requests no route answered: not HTTP as we take it, too many at once on one connection, or the client left before the end of the answer. They are not in http_request_duration_seconds.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  readonly spans = new Counter({
    name: 'card_trace_spans_total',
    help: 'Spans of traces, by what became of them; all 0 while tracing is off.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });
}
