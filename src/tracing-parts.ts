import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import type { Metrics } from './metrics/metrics.js';
import { SpanMetrics } from './metrics/span-metrics.js';
import type { RequestTracer } from './tracing/request-facts.js';

/** Where requests are traced to. */
export interface TracingParts {
  /** Null while tracing is off. */
  readonly tracer: RequestTracer | null;
  stop(): Promise<void>;
}

const QUEUE = { spansMax: 4096, batchMax: 512, everyMs: 5_000, timeoutMs: 10_000 };
const SHUTDOWN_MS = 2_000;

/** OpenTelemetry is loaded here and nowhere else, and only with an endpoint to send to. */
export async function tracingOf(config: Config, metrics: Metrics): Promise<TracingParts> {
  const observer = new SpanMetrics(metrics.watch);
  const { otelExporterOtlpEndpoint: endpoint, otelExporterOtlpHeaders: headers } = config;
  if (endpoint === null) return { tracer: null, stop: () => Promise.resolve() };
  const { openTracing } = await import('./tracing/open-tracing.js');
  const tracing = openTracing(
    {
      endpoint,
      headers,
      serviceName: config.otelServiceName,
      version: VERSION,
      samplePercent: config.traceSamplePercent,
      trustsContext: config.trustTraceContext,
      queue: QUEUE,
      shutdownMs: SHUTDOWN_MS,
    },
    observer,
  );
  return { tracer: tracing, stop: () => tracing.stop() };
}
