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

/** @throws UnusableFileError when a credential, a certificate or a key that was asked for cannot be used; nothing is left open then. */
export async function runningPartsOf(config: Config, log: Log, loader?: IssuerLoader): Promise<RunningParts> {
  const parts = assembleParts(config, log, loader);
  const surroundings = { log, metrics: parts.metrics };
  const opened: Stoppable[] = [{ stop: () => stopAssembled(parts) }];
  const keep = <T extends Stoppable | null>(part: T): T => {
    if (part !== null) opened.push(part);
    return part;
  };
  try {
    const access = keep(await accessOf(config, surroundings));
    const tls = keep(await tlsOf(config, surroundings));
    const tracing = await tracingOf(config, parts.metrics);
    return { ...parts, streams: new OpenStreams(config.batchStreamsMax), access, tls, tracing };
  } catch (error) {
    await Promise.all(opened.map((part) => part.stop()));
    throw error;
  }
}

interface Stoppable {
  stop(): Promise<unknown>;
}

function stopAssembled({ issuerData, batchWorkers, eventLoop }: ServiceParts): Promise<unknown> {
  eventLoop.stop();
  return Promise.all([issuerData.stop(), batchWorkers?.stop()]);
}

/** Takes anew what was read from files. @param asked By a signal, or by `POST /reload`. */
export function reloadParts({ issuerData, access, tls }: RunningParts, asked: 'signal' | 'request'): void {
  for (const part of [issuerData, access, tls]) part?.reload(asked);
}

/** After the last request: what reads files or holds threads and connections. */
export async function stopParts(parts: RunningParts): Promise<void> {
  const { access, tls, tracing } = parts;
  await Promise.all([stopAssembled(parts), access.stop(), tls?.stop(), tracing.stop()]);
}
