import type { Log } from './log.js';

/** One line per request that was answered. The type is the whole list of what may be in it. */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's template or `unmatched`; never a path. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly bytes: number | null;
}

export class AccessLog {
  constructor(private readonly log: Pick<Log, 'info'>) {}

  /** Names each field, so that a richer object brings nothing along. */
  requestFinished({ requestId, method, route, status, durationMs, bytes }: AccessLogEntry): void {
    this.log.info('request', { requestId, method, route, status, durationMs, bytes });
  }
}
