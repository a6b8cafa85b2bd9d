/** What a span may say about a request: closed words, numbers, templates. */
export interface RequestFacts {
  readonly method: string;
  /** The route's template or `unmatched`. */
  readonly route: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly durationMs: number;
  /** Milliseconds from the arrival to the handler, and within it. */
  readonly answering: { readonly afterMs: number; readonly durationMs: number } | null;
  readonly dataVersion: string;
  /** The code of the problem that was answered. */
  readonly problem: string | null;
  /** Cards the request was charged for; null where nobody counts. */
  readonly cards: number | null;
  readonly stream: { readonly end: string; readonly lines: number | null; readonly bytes: number } | null;
  /** As the caller sent it: read, never written. */
  readonly traceparent: unknown;
}

export interface RequestTracer {
  /** @returns The id of the trace the request is in; null when it is in none. */
  requestEnded(facts: RequestFacts): string | null;
}
