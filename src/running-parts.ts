import { type AccessParts, accessOf } from './access-parts.js';
import { OpenStreams } from './api/stream/open-streams.js';
import type { IssuerLoader } from './bin-data/reload/issuer-loader.js';
import type { Config } from './config/config.js';
import type { Log } from './logging/log.js';
import { assembleParts, type ServiceParts } from './service-parts.js';
import { tlsOf, type TlsParts } from './tls-parts.js';
import { tracingOf, type TracingParts } from './tracing-parts.js';

/** All the service consists of but its two applications. */
export interface RunningParts extends ServiceParts {
  /** So that they can be counted and ended by whoever holds them. */
  readonly streams: OpenStreams;
  readonly access: AccessParts;
  /** Null where the API speaks plain HTTP. */
  readonly tls: TlsParts | null;
  readonly tracing: TracingParts;
}

/** @throws RequiredDataError when a credential, a certificate or a key that was asked for cannot be read. */
export async function runningPartsOf(config: Config, log: Log, loader?: IssuerLoader): Promise<RunningParts> {
  const parts = assembleParts(config, log, loader);
  const surroundings = { log, metrics: parts.metrics };
  return {
    ...parts,
    streams: new OpenStreams(config.batchStreamsMax),
    access: await accessOf(config, surroundings),
    tls: await tlsOf(config, surroundings),
    tracing: await tracingOf(config, parts.metrics),
  };
}

/** Takes anew what was read from files. */
export function reloadParts({ issuerData, access, tls }: RunningParts): void {
  for (const part of [issuerData, access, tls]) part?.reload();
}

/** After the last request: what reads files or holds threads and connections. */
export async function stopParts({ issuerData, batchWorkers, access, tls, tracing, eventLoop }: RunningParts): Promise<void> {
  eventLoop.stop();
  await Promise.all([issuerData.stop(), batchWorkers?.stop(), access.stop(), tls?.stop(), tracing.stop()]);
}
