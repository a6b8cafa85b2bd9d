import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace';

/** What becomes of spans. */
export interface SpanObserver {
  spansEnded(result: 'exported' | 'failed' | 'dropped', count: number): void;
}

export interface SpanQueueLimits {
  /** Most spans that wait or are on their way; one more is dropped. */
  readonly spansMax: number;
  readonly batchMax: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

type Ended = Parameters<SpanProcessor['onEnd']>[0];
type ResultCallback = Parameters<SpanExporter['export']>[1];

/** The code of a success, in a package of OpenTelemetry that is not ours to import. */
const SUCCESS = 0;

/**
 * OpenTelemetry's batches with a bound that holds for spans on their way too, and with every span counted: the original drops them in
 * silence.
 */
export class BoundedSpans implements SpanProcessor {
  readonly #inner: BatchSpanProcessor;
  #pending = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly observer: SpanObserver,
    private readonly limits: SpanQueueLimits,
  ) {
    const { spansMax, batchMax, everyMs, timeoutMs } = limits;
    this.#inner = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.#export(spans, done),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: spansMax,
      maxExportBatchSize: batchMax,
      scheduledDelayMillis: everyMs,
      exportTimeoutMillis: timeoutMs,
    });
  }

  onStart(): void {
    // A span is complete when it comes here: nothing to do before.
  }

  onEnd(span: Ended): void {
    if (this.#pending >= this.limits.spansMax) {
      this.observer.spansEnded('dropped', 1);
      return;
    }
    this.#pending += 1;
    this.#inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  async shutdown(): Promise<void> {
    await this.#inner.shutdown();
  }

  /** Counts what never got an answer. Call it when nobody waits any more. */
  giveUp(): void {
    if (this.#pending > 0) this.observer.spansEnded('dropped', this.#pending);
    this.#pending = 0;
  }

  #export(spans: ReadableSpan[], done: ResultCallback): void {
    this.exporter.export(spans, (result) => {
      // Nothing is pending any more for whom it comes too late.
      const count = Math.min(spans.length, this.#pending);
      this.#pending -= count;
      const code: number = result.code;
      if (count > 0) this.observer.spansEnded(code === SUCCESS ? 'exported' : 'failed', count);
      // The error may quote the collector, and whoever hears of it can do nothing.
      done({ code: result.code });
    });
  }
}
