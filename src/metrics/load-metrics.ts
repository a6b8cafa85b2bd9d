import { Counter, type Registry } from 'prom-client';

/** Why requests were refused before anybody looked at them. */
export const SHED_REASONS = ['turn_spent', 'in_flight'] as const;
export type ShedReason = (typeof SHED_REASONS)[number];

export type ShedLabels = { readonly reason: ShedReason };

/** The metrics about more work than there is time for, declared once; `Metrics` has them among its own. */
export class LoadMetrics {
  constructor(private readonly registry: Registry) {
    for (const reason of SHED_REASONS) this.shed.inc({ reason } satisfies ShedLabels, 0);
  }

  readonly shed = new Counter({
    name: 'card_shed_total',
    help: 'Requests refused with 503 before anybody looked at them, by reason; no other metric counts them.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  requestsShed(reason: ShedReason, count: number): void {
    this.shed.inc({ reason } satisfies ShedLabels, count);
  }
}
