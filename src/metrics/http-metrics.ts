import type { FinishedRequest } from './finished-request.js';
import { type HttpRequestLabels, type Metrics, STATUS_CLASSES } from './metrics.js';

export class HttpMetrics {
  constructor(private readonly metrics: Pick<Metrics, 'httpRequestDuration'>) {}

  requestFinished({ method, route, status, durationMs }: FinishedRequest): void {
    const status_class = STATUS_CLASSES[Math.trunc(status / 100) - 1] ?? '5xx';
    this.metrics.httpRequestDuration.observe(
      { method, route, status_class } satisfies HttpRequestLabels,
      durationMs / 1000,
    );
  }
}
