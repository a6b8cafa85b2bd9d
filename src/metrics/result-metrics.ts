import { Counter, type Registry } from 'prom-client';
import { type Cell, Tally } from './tally.js';

/**
 * What became of a request, as an objective counts it. `refused`: the caller's doing (4xx). `unavailable`: ours, for want of room or of a
 * store (503). `failed`: a bug, also one that GraphQL answers with 200 or that ended a stream. `aborted`: nobody was left to answer.
 */
export const REQUEST_RESULTS = ['answered', 'refused', 'unavailable', 'failed', 'aborted'] as const;
export type RequestResult = (typeof REQUEST_RESULTS)[number];

export type RequestResultLabels = { readonly result: RequestResult };

/** Counts what became of requests, whatever door they came by. */
export class ResultMetrics {
  readonly #byResult: ReadonlyMap<RequestResult, Cell>;

  constructor(registry: Registry) {
    const counter = new Counter({
      name: 'card_requests_total',
      help: 'Requests of the API by what became of them; card_shed_total counts those refused before anybody looked at them.',
      labelNames: ['result'] as const,
      registers: [registry],
    });
    const tally = new Tally<RequestResultLabels>(counter);
    this.#byResult = new Map(REQUEST_RESULTS.map((result) => [result, tally.cell({ result })]));
  }

  requestEnded(result: RequestResult): void {
    const cell = this.#byResult.get(result);
    if (cell !== undefined) cell.pending++;
  }
}
