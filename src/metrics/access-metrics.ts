import { Counter, Gauge, type Registry } from 'prom-client';

/** Why somebody was not let in; `src/security` has the same words. */
export const ACCESS_REFUSAL_REASONS = [
  'missing',
  'malformed',
  'unknown',
  'expired',
  'not_yet_valid',
  'wrong_audience',
  'wrong_issuer',
  'bad_signature',
  'scope_missing',
] as const;
export type AccessRefusalLabels = { readonly reason: (typeof ACCESS_REFUSAL_REASONS)[number] };

/** What came of looking at the file of those who may call. */
const ACCESS_RELOAD_RESULTS = ['swapped', 'unchanged', 'failed'] as const;
export type AccessReloadLabels = { readonly result: (typeof ACCESS_RELOAD_RESULTS)[number] };

/** What is counted of a look; a richer object may be handed over. */
interface CountedReload extends AccessReloadLabels {
  readonly trigger: string;
  readonly credentials: number;
}

/** The metrics about who may call, declared once; `Metrics` has them among its own. */
export class AccessMetrics {
  constructor(private readonly registry: Registry) {
    // Without a label it would stand at 0, which reads as bad, where there is no file.
    this.fileOk.remove();
    for (const reason of ACCESS_REFUSAL_REASONS) this.refused.inc({ reason } satisfies AccessRefusalLabels, 0);
    for (const result of ACCESS_RELOAD_RESULTS) this.reloads.inc({ result } satisfies AccessReloadLabels, 0);
  }

  readonly refused = new Counter({
    name: 'card_access_refused_total',
    help: 'Requests that were refused because of who sent them, by why.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  readonly reloads = new Counter({
    name: 'card_access_reloads_total',
    help: 'Looks at the file of those who may call that came to something, by what; the same trouble counts once.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });

  readonly credentials = new Gauge({
    name: 'card_access_credentials',
    help: 'Keys, public keys or subjects that are known; 0 while nobody is asked.',
    registers: [this.registry],
  });

  readonly fileOk = new Gauge({
    name: 'card_access_file_ok',
    help: 'Whether the file of those who may call holds as it is now: 1, or 0 while one before it goes on; absent without AUTH.',
    registers: [this.registry],
  });

  accessRefused({ reason }: AccessRefusalLabels): void {
    this.refused.inc({ reason } satisfies AccessRefusalLabels);
  }

  fileReloaded({ trigger, result, credentials }: CountedReload): void {
    this.credentials.set(credentials);
    this.fileOk.set(result === 'failed' ? 0 : 1);
    if (trigger !== 'start') this.reloads.inc({ result } satisfies AccessReloadLabels);
  }
}
