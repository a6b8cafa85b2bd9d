import type { Config } from './config/config.js';
import type { Log } from './logging/log.js';
import { AbuseLog, RateStoreLog } from './logging/rate-log.js';
import { exposeAbuse } from './metrics/abuse-metrics.js';
import type { Metrics } from './metrics/metrics.js';
import { RateMetrics, RateStoreMetrics } from './metrics/rate-metrics.js';
import type { AbuseWatch } from './security/abuse-watch.js';
import { AbuseSensor } from './security/abuse/abuse-sensor.js';
import { CardBudgets } from './security/budget/card-budgets.js';
import { InsuredWindows } from './security/budget/insured-windows.js';
import { MemoryWindows } from './security/budget/memory-windows.js';
import type { RateStoreObserver } from './security/budget/rate-observer.js';
import { RedisWindows } from './security/budget/redis-windows.js';
import type { WindowStore } from './security/budget/window-store.js';
import type { CardBudget } from './security/card-budget.js';

/** How many cards each client may ask about, and what their questions look like. */
export interface BudgetParts {
  readonly budget: CardBudget;
  readonly watch: AbuseWatch;
  readonly stop: () => Promise<void>;
}

interface Surroundings {
  readonly log: Log;
  readonly metrics: Metrics;
}

interface StoreParts {
  readonly store: WindowStore;
  readonly stop: () => void;
}

const monotonicMs = (): number => performance.now();

export async function budgetOf(config: Config, surroundings: Surroundings): Promise<BudgetParts> {
  const { store, stop } = await storeOf(config, surroundings);
  const { rateCardsPerClient: cardsPerClient, rateCardsPerAddress: cardsPerAddress, rateWindowS } = config;
  const limits = { cardsPerClient, cardsPerAddress, windowSeconds: rateWindowS };
  return {
    budget: new CardBudgets(limits, store, new RateMetrics(surroundings.metrics)),
    watch: watchOf(config, surroundings),
    stop: () => {
      stop();
      return Promise.resolve();
    },
  };
}

/** The client of Redis is loaded here and nowhere else, and only with a server to ask. */
async function storeOf(config: Config, surroundings: Surroundings): Promise<StoreParts> {
  const { rateWindowS, rateClientsMax: holdersMax, redisUrl, redisTimeoutMs: timeoutMs, rateWithoutRedis } = config;
  const windowMs = rateWindowS * 1000;
  const own = new MemoryWindows({ windowMs, holdersMax, monotonicMs });
  if (redisUrl === null) return { store: own, stop: () => undefined };
  const { RedisLink } = await import('./security/budget/redis-link.js');
  const link = new RedisLink({ url: redisUrl, timeoutMs }, storeObserver(config, surroundings));
  const shared = new RedisWindows(link, windowMs, redisUrl);
  const store = new InsuredWindows(shared, rateWithoutRedis === 'open' ? own : null);
  return { store, stop: () => link.stop() };
}

function storeObserver({ rateWithoutRedis }: Config, { log, metrics }: Surroundings): RateStoreObserver {
  const counts = new RateStoreMetrics(metrics);
  const lines = new RateStoreLog(log, rateWithoutRedis);
  return {
    storeReached: () => {
      counts.storeReached();
      lines.storeReached();
    },
    storeLost: (fault) => {
      counts.storeLost();
      lines.storeLost(fault);
    },
    storeFailed: (fault) => counts.storeFailed(fault),
  };
}

function watchOf(config: Config, { log, metrics }: Surroundings): AbuseWatch {
  const { abuseClientsMax: clientsMax, abuseCardsMin: cardsMin, abuseWindowS } = config;
  if (clientsMax === 0) return { cardAnswered: () => undefined, blockAnswered: () => undefined };
  const alarmShare = { sequential: config.abuseSequentialPercent / 100, fail_ratio: config.abuseFailPercent / 100 };
  const limits = { clientsMax, halfLifeMs: abuseWindowS * 1000, cardsMin, alarmShare };
  const sensor = new AbuseSensor(limits, new AbuseLog(log), monotonicMs);
  exposeAbuse(metrics, sensor);
  return sensor;
}
