import type { Server } from 'node:net';
import type { Config } from './config/config.js';
import { isReady } from './health/is-ready.js';
import { exposeCapacities, exposeReadiness } from './metrics/capacity-metrics.js';
import type { RunningParts } from './running-parts.js';

/** What is under way in the API, as those who hold it count it. */
interface ApiLoad {
  readonly server: Pick<Server, 'getConnections'>;
  readonly gate: { readonly inFlight: number };
}

/** Shows how full the service is, and whether it takes requests, whenever the metrics are read. */
export function exposeCapacity(config: Config, parts: RunningParts, { server, gate }: ApiLoad): void {
  const { metrics, streams } = parts;
  exposeCapacities(metrics, {
    requests: { max: config.requestsInFlightMax, used: () => gate.inFlight },
    streams: { max: config.batchStreamsMax, used: () => streams.count },
    connections: { max: config.maxConnections, used: () => connectionsOf(server) },
  });
  exposeReadiness(metrics, () => isReady(parts));
}

/** Counting fails where the server listens no more: then there are none. */
function connectionsOf(server: ApiLoad['server']): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)));
}
