import { Counter, Gauge, type Registry } from 'prom-client';

/** What came of looking at the files of the certificate. */
const TLS_RELOAD_RESULTS = ['swapped', 'unchanged', 'failed'] as const;
type TlsReloadResult = (typeof TLS_RELOAD_RESULTS)[number];
export type TlsReloadLabels = { readonly result: TlsReloadResult };

/** The metrics about the certificate of the API port, declared once; `Metrics` has them among its own. */
export class TlsMetrics {
  constructor(private readonly registry: Registry) {
    // Without a label it would stand at 0, which reads as long expired, where there is no certificate.
    this.notAfter.remove();
    this.filesOk.remove();
    for (const result of TLS_RELOAD_RESULTS) this.reloads.inc({ result } satisfies TlsReloadLabels, 0);
  }

  readonly reloads = new Counter({
    name: 'card_tls_reloads_total',
    help: 'Looks at the files of the certificate that came to something, by what; the same trouble with the same files counts once.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly notAfter = new Gauge({
    name: 'card_tls_certificate_not_after_timestamp_seconds',
    help: 'When the certificate that serves expires, in seconds since the epoch; absent without TLS.',
    registers: [this.registry],
  });

  readonly filesOk = new Gauge({
    name: 'card_tls_files_ok',
    help: 'Whether the files of the certificate hold as they are now: 1, or 0 while one before them goes on; absent without TLS.',
    registers: [this.registry],
  });

  certificateTaken(notAfter: Date, trigger: string): void {
    this.notAfter.set(notAfter.getTime() / 1000);
    this.filesOk.set(1);
    if (trigger !== 'start') this.reloads.inc({ result: 'swapped' } satisfies TlsReloadLabels);
  }

  certificateUnchanged(): void {
    this.filesOk.set(1);
    this.reloads.inc({ result: 'unchanged' } satisfies TlsReloadLabels);
  }

  certificateRefused(): void {
    this.filesOk.set(0);
    this.reloads.inc({ result: 'failed' } satisfies TlsReloadLabels);
  }
}
