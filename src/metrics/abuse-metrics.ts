import {
  ABUSE_LEVELS,
  ABUSE_SIGNALS,
  type AbuseClientsLabels,
  type AbuseLevelLabel,
  type AbuseSignalLabel,
} from './abuse-series.js';
import type { Metrics } from './metrics.js';

/** Counts the clients when it is asked: a client that stays away becomes calm by time alone. */
export interface ClientCensus {
  census(): Readonly<Record<AbuseSignalLabel, Readonly<Record<AbuseLevelLabel, number>>>>;
}

/** Sets the gauge of clients each time the metrics are read. */
export function exposeAbuse({ abuse: { clients } }: Pick<Metrics, 'abuse'>, sensor: ClientCensus): void {
  const collect = (): void => {
    const census = sensor.census();
    for (const signal of ABUSE_SIGNALS)
      for (const level of ABUSE_LEVELS)
        clients.set({ signal, level } satisfies AbuseClientsLabels, census[signal][level]);
  };
  Object.assign(clients, { collect });
}
