import type { AccessDoor } from './api/access/access-door.js';
import { authenticatorOf } from './authenticator-parts.js';
import { budgetOf } from './budget-parts.js';
import type { Config } from './config/config.js';
import { AccessAudit } from './logging/access-audit.js';
import type { Log } from './logging/log.js';
import type { Metrics } from './metrics/metrics.js';
import type { AccessObserver } from './security/access-observer.js';
import type { FileReloadObserver } from './security/reloading-file.js';

/** Who may call, and how the list of those is taken anew. */
export interface AccessParts {
  readonly door: AccessDoor;
  reload(asked: 'signal' | 'request'): void;
  stop(): Promise<void>;
}

/** @throws UnusableFileError, as a rejection, when credentials are asked for and their file cannot be taken. */
export async function accessOf(
  config: Config,
  surroundings: { readonly log: Log; readonly metrics: Metrics },
): Promise<AccessParts> {
  const observer = observerOf(surroundings);
  const { authenticator, reload, stop } = await authenticatorOf(config, observer);
  const { budget, watch, stop: stopBudget } = await budgetOf(config, surroundings);
  return {
    door: { authenticator, budget, watch, observer },
    reload,
    stop: async () => {
      await Promise.all([stop(), stopBudget()]);
    },
  };
}

function observerOf({
  log,
  metrics: { access },
}: {
  readonly log: Log;
  readonly metrics: Metrics;
}): AccessObserver & FileReloadObserver {
  const audit = new AccessAudit(log);
  return {
    accessRefused: (attempt) => {
      access.accessRefused(attempt);
      audit.accessRefused(attempt);
    },
    budgetSpent: (spent) => audit.budgetSpent(spent),
    fileReloaded: (reload) => {
      access.fileReloaded(reload);
      audit.fileReloaded(reload);
    },
  };
}
