import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { RequestFacts, RequestTracer } from './request-facts.js';
import { spanAttributes, spanName } from './span-attributes.js';
import { BoundedSpans, type SpanObserver, type SpanQueueLimits } from './span-exports.js';
import { parseTraceparent } from './trace-context.js';
import { TRACE_IDS } from './trace-ids.js';

export interface TracingOptions {
  /** Of the collector, without the path of the signal. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  readonly samplePercent: number;
  /** Go on with the trace a caller says it is in. */
  readonly trustsContext: boolean;
  readonly queue: SpanQueueLimits;
  readonly shutdownMs: number;
}

export interface OpenTracing extends RequestTracer {
  /** Sends what is left, as far as the collector takes it in time. */
  stop(): Promise<void>;
}

const EXPORTS_AT_ONCE_MAX = 4;

/** Loads OpenTelemetry, so it is imported only when there is an endpoint. Registers nothing globally and instruments nothing. */
export function openTracing(options: TracingOptions, observer: SpanObserver): OpenTracing {
  const spans = new BoundedSpans(exporterOf(options), observer, options.queue);
  const { serviceName, version, samplePercent, trustsContext } = options;
  const provider = new TracerProvider({
    // Nothing else: no host, no process, no command line.
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(samplePercent / 100) }),
    idGenerator: TRACE_IDS,
    spanProcessors: [spans],
  });
  const tracer = provider.getTracer('iinspect', version);
  return {
    requestEnded: (facts) => writeSpans(tracer, facts, trustsContext),
    stop: () => stop(provider, spans, options.shutdownMs),
  };
}

function exporterOf({ endpoint, headers, queue }: TracingOptions): OTLPTraceExporter {
  return new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: queue.timeoutMs,
    concurrencyLimit: EXPORTS_AT_ONCE_MAX,
  });
}

/** Spans are written when all is known: nothing has to be carried through the request, and nothing half-known can get out. */
function writeSpans(tracer: Tracer, facts: RequestFacts, trustsContext: boolean): string | null {
  const endMs = Date.now();
  const startMs = endMs - facts.durationMs;
  const parent = trustsContext ? parentOf(facts.traceparent) : ROOT_CONTEXT;
  const span = tracer.startSpan(spanName(facts), { kind: SpanKind.SERVER, startTime: startMs }, parent);
  if (!span.isRecording()) return null;
  span.setAttributes(spanAttributes(facts));
  if (facts.outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
  if (facts.answering !== null) {
    const handledMs = startMs + facts.answering.afterMs;
    writeAnswering(tracer, span, { startMs: handledMs, endMs: handledMs + facts.answering.durationMs });
  }
  span.end(endMs);
  return span.spanContext().traceId;
}

/** What is left of the request's time before it is the time its body took to arrive. */
function writeAnswering(tracer: Tracer, parent: Span, { startMs, endMs }: { startMs: number; endMs: number }): void {
  const within = trace.setSpan(ROOT_CONTEXT, parent);
  tracer.startSpan('answer', { kind: SpanKind.INTERNAL, startTime: startMs }, within).end(endMs);
}

function parentOf(traceparent: unknown): Context {
  const parent = parseTraceparent(traceparent);
  if (parent === null) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

async function stop(provider: TracerProvider, spans: BoundedSpans, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  // A collector that is not there is no reason not to stop.
  await Promise.race([provider.shutdown().catch(() => undefined), limit]);
  clearTimeout(timer);
  spans.giveUp();
}
