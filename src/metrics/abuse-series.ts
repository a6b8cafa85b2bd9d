import { Gauge, type Registry } from 'prom-client';

export const ABUSE_SIGNALS = ['sequential', 'fail_ratio'] as const;
export type AbuseSignalLabel = (typeof ABUSE_SIGNALS)[number];

export const ABUSE_LEVELS = ['suspicious', 'alarming'] as const;
export type AbuseLevelLabel = (typeof ABUSE_LEVELS)[number];

export type AbuseClientsLabels = { readonly signal: AbuseSignalLabel; readonly level: AbuseLevelLabel };

/** The metrics about what clients look like, declared once; `Metrics` has them among its own. */
export class AbuseSeries {
  constructor(private readonly registry: Registry) {}

  readonly clients = new Gauge({
    name: 'card_abuse_clients',
    help: 'Clients whose questions now look like card testing, by what gives them away and how much.',
    labelNames: ['signal', 'level'] as const,
    registers: [this.registry],
  });
}
