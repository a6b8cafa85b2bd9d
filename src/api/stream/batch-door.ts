import type { BatchSummary } from '../../core/batch/batch-summary.js';
import type { LineGate } from '../../validation/batch/batch-ports.js';
import type { BatchRequest } from '../../validation/batch/batch-request.js';
import type { OpenStreams } from './open-streams.js';

/** The part of `BatchValidationService` that the door calls. */
export interface LineValidation {
  /**
   * Records of the lines, in order. A chunk is valid until the next one is asked for. `chunks` may throw `BatchAborted`: what was
   * read before is answered, and the summary says why.
   *
   * @throws BatchInputError, and `BatchAborted` when `gate` lets not one line in, before anything was yielded.
   */
  validateLines(
    chunks: AsyncIterable<Uint8Array>,
    request: BatchRequest,
    gate?: LineGate | null,
  ): AsyncGenerator<Uint8Array, BatchSummary, void>;
}

/** What the door of the streams stands on. */
export interface BatchDoor {
  readonly lines: LineValidation;
  readonly streams: OpenStreams;
}
