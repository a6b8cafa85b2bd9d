import type { IncomingMessage } from 'node:http';
import type { AbortReason } from '../../core/batch/batch-summary.js';
import type { ProblemCode } from '../problems/problem.js';

/** How a stream ended: to its end, before it for a reason, or without anybody to tell. */
export interface StreamNote {
  readonly end: 'done' | 'client_gone' | AbortReason;
  /** Lines that were answered; null when nobody counted them up. */
  readonly lines: number | null;
  /** Of the records, before they were compressed. */
  readonly bytes: number;
}

/** What is worth telling about a request beside its status: closed words and counts, nothing the caller wrote. */
export interface RequestNotes {
  readonly problem?: ProblemCode;
  readonly stream?: StreamNote;
}

const NOTES = new WeakMap<IncomingMessage, RequestNotes>();
const NOTHING: RequestNotes = {};

/** For whoever writes the log; the doors themselves read none of it. */
export function noteOn(request: IncomingMessage, notes: RequestNotes): void {
  NOTES.set(request, { ...NOTES.get(request), ...notes });
}

export function notesOn(request: IncomingMessage): RequestNotes {
  return NOTES.get(request) ?? NOTHING;
}
