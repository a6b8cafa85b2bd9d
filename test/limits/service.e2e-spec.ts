import { afterEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { LogCapture } from '../ops/log-capture.js';
import { enumeration } from './traffic.js';
import { hasRedis, RedisServer } from './support.js';

const itWithRedis = hasRedis() ? it : it.skip;
const PASSWORD = 'very-secret-word';

let services: RunningService[] = [];
let redis: RedisServer | null = null;

afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  services = [];
  await redis?.remove();
  redis = null;
}, 30_000);

async function start(env: Record<string, string>): Promise<{ service: RunningService; out: LogCapture }> {
  const out = new LogCapture();
  const settings = {
    NODE_ENV: 'test',
    PORT: '0',
    MANAGEMENT_PORT: '0',
    LOG_LEVEL: 'trace',
    BATCH_WORKERS: '0',
    ...env,
  };
  const service = await startService(loadConfig(settings), out);
  services.push(service);
  return { service, out };
}

function askBatch({ api }: RunningService, pans: readonly string[]): Promise<Response> {
  return fetch(`${api}/v1/cards/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(pans),
  });
}

async function metricsOf({ management }: RunningService): Promise<string> {
  return (await fetch(`${management}/metrics`)).text();
}

const PANS = enumeration('411990017', 10);
const LIMITS = { RATE_CARDS_PER_ADDRESS: '30', BATCH_CARDS_MAX: '30' };

describe('a running service', () => {
  it('limits nobody unless it is told to, and has no store to be up', async () => {
    const { service } = await start({});
    const answer = await askBatch(service, PANS);
    expect([answer.status, answer.headers.get('ratelimit')]).toEqual([200, null]);
    const metrics = await metricsOf(service);
    expect(metrics).toMatch(/^card_rate_limited_total\{by="address"\} 0$/m);
    expect(metrics).not.toMatch(/^card_rate_store_up /m);
  });

  it('counts the cards of an address in memory, and who met the end', async () => {
    const { service } = await start(LIMITS);
    const statuses: number[] = [];
    for (let call = 0; call < 5; call++) statuses.push((await askBatch(service, PANS)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await metricsOf(service)).toMatch(/^card_rate_limited_total\{by="address"\} 2$/m);
  });

  itWithRedis(
    'shares the budget with another, stays ready without Redis, and never says where it is',
    async () => {
      redis = await RedisServer.start('--requirepass', PASSWORD);
      const env = {
        ...LIMITS,
        REDIS_URL: redis.urlWith(PASSWORD),
        RATE_WITHOUT_REDIS: 'closed',
        REDIS_TIMEOUT_MS: '500',
      };
      const [one, two] = [await start(env), await start(env)];
      const statuses: number[] = [];
      for (const { service } of [one, two, one, two]) statuses.push((await askBatch(service, PANS)).status);
      expect(statuses).toEqual([200, 200, 200, 429]);
      expect(await metricsOf(one.service)).toMatch(/^card_rate_store_up 1$/m);
      await redis.kill();
      while ((await askBatch(one.service, PANS)).status !== 503);
      const refused = await askBatch(one.service, PANS);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await metricsOf(one.service)).toMatch(/^card_rate_store_up 0$/m);
      expect((await fetch(`${one.service.management}/readyz`)).status).toBe(200);
      const lines = one.out.withMessage('budgets are not shared: Redis cannot be used');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({ level: 'warn', fault: 'connection', without: 'closed' });
      expect(one.out.withMessage('budgets are shared: Redis answers')).toHaveLength(1);
      expect(one.out.text).not.toContain(PASSWORD);
      expect(one.out.text).not.toContain(String(redis.port));
    },
    60_000,
  );

  it('shows who goes through numbers one after the other, and no number', async () => {
    const { service, out } = await start({ ABUSE_CARDS_MIN: '100' });
    const pans = enumeration('411990017', 300);
    for (let from = 0; from < 300; from += 100) await askBatch(service, pans.slice(from, from + 100));
    expect(await metricsOf(service)).toMatch(/^card_abuse_clients\{signal="sequential",level="alarming"\} 1$/m);
    const lines = out.withMessage('a client looks like card testing');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ clientId: null, address: '127.0.0.1', signal: 'sequential' });
    expect(out.text).not.toContain('411990017');
  });
});
