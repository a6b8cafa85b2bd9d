import type { SecureContextOptions } from 'node:tls';
import type { Config } from './config/config.js';
import type { Log } from './logging/log.js';
import type { Metrics } from './metrics/metrics.js';

/** The certificate of the API port, and how it is taken anew. */
export interface TlsParts {
  readonly options: SecureContextOptions;
  reload(): void;
  stop(): Promise<void>;
}

/** Null where the API speaks plain HTTP. */
export function tlsOf(
  _config: Config,
  _surroundings: { readonly log: Log; readonly metrics: Metrics },
): TlsParts | null {
  return null;
}
