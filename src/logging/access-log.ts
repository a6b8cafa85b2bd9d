import type { Log } from './log.js';

/** One line per request. The type is the whole list of what may be in it. */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's template or `unmatched`; never a path. */
  readonly route: string;
  /** Null when the client left before there was one. */
  readonly status: number | null;
  readonly outcome: 'answered' | 'refused' | 'failed' | 'aborted';
  readonly durationMs: number;
  /** Of the answer; null when nobody knows. */
  readonly bytes: number | null;
  /** The code of the problem that was answered. */
  readonly problem?: string | undefined;
  /** Of a stream: how it ended, and how many lines it answered. */
  readonly streamEnd?: string | undefined;
  readonly lines?: number | null | undefined;
  /** Of the credential that was shown, where one is asked for. */
  readonly clientId?: string | undefined;
  /** While traces are on and this request is in one. */
  readonly traceId?: string | undefined;
}

export class AccessLog {
  constructor(private readonly log: Pick<Log, 'info'>) {}

  /** Names each field, so that a richer object brings nothing along. */
  requestFinished(entry: AccessLogEntry): void {
    const { requestId, method, route, status, outcome, durationMs, bytes } = entry;
    const { problem, streamEnd, lines, clientId, traceId } = entry;
    this.log.info('request', {
      ...{ requestId, method, route, status, outcome, durationMs, bytes },
      ...(problem !== undefined && { problem }),
      ...(streamEnd !== undefined && { streamEnd, lines: lines ?? null }),
      ...(clientId !== undefined && { clientId }),
      ...(traceId !== undefined && { traceId }),
    });
  }

  /** What came was no request. Why, in a closed word; what it was is nobody's business. */
  requestUnparsed(reason: string, status: number | null): void {
    const outcome = status === null ? 'aborted' : 'refused';
    this.log.info('request', { route: 'unparsed', status, outcome, reason });
  }
}
