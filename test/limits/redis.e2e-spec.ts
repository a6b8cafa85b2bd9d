import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BudgetExhausted, BudgetUnavailable } from '../../src/security/card-budget.js';
import { CardBudgets } from '../../src/security/budget/card-budgets.js';
import { InsuredWindows } from '../../src/security/budget/insured-windows.js';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import { RedisLink } from '../../src/security/budget/redis-link.js';
import { RedisWindows } from '../../src/security/budget/redis-windows.js';
import { clientOf, hasRedis, RedisServer, StoreDiary } from './support.js';

const describeWithRedis = hasRedis() ? describe : describe.skip;
const WINDOW_SECONDS = 60;
/** Longer than a machine that does much else at the same time may let a command wait. */
const TIMEOUT_MS = 2000;

let server: RedisServer;
let replicas: Replica[] = [];

beforeEach(async () => {
  server = await RedisServer.start();
});

afterEach(async () => {
  for (const { link } of replicas) link.stop();
  replicas = [];
  await server.remove();
}, 20_000);

interface Replica {
  readonly link: RedisLink;
  readonly diary: StoreDiary;
  readonly budgets: CardBudgets;
}

interface ReplicaOptions {
  readonly without?: 'open' | 'closed';
  readonly url?: string;
  readonly cardsPerClient?: number;
  readonly cardsPerAddress?: number;
}

/** One instance of the service, as far as budgets go. */
function newReplica(options: ReplicaOptions = {}): Replica {
  const { without = 'closed', url = server.url, cardsPerClient = 100, cardsPerAddress = 0 } = options;
  const diary = new StoreDiary();
  const link = new RedisLink({ url, timeoutMs: TIMEOUT_MS }, diary);
  const windowMs = WINDOW_SECONDS * 1000;
  const own = new MemoryWindows({ windowMs, holdersMax: 1000, monotonicMs: () => performance.now() });
  const store = new InsuredWindows(new RedisWindows(link, windowMs, url), without === 'open' ? own : null);
  const limits = { cardsPerClient, cardsPerAddress, windowSeconds: WINDOW_SECONDS };
  const replica = { link, diary, budgets: new CardBudgets(limits, store, { limited: () => undefined }) };
  replicas.push(replica);
  return replica;
}

/** What came of spending: the cards that were had, and how the others failed. */
async function outcomes(spends: readonly unknown[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, ...rest } of await Promise.allSettled(spends)) {
    const kind = status === 'fulfilled' ? 'had' : nameOf((rest as PromiseRejectedResult).reason);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function nameOf(error: unknown): string {
  if (error instanceof BudgetExhausted) return 'exhausted';
  return error instanceof BudgetUnavailable ? 'unavailable' : 'other';
}

function spendMany({ budgets }: Replica, times: number): readonly unknown[] {
  return Array.from({ length: times }, async () => budgets.spend(clientOf(), 1));
}

describeWithRedis('replicas with one Redis', () => {
  it('share a budget exactly, however they interleave', async () => {
    const [one, two] = [newReplica(), newReplica()];
    const spends = Array.from({ length: 150 }, (_, index) => spendMany(index % 2 === 0 ? one : two, 1)).flat();
    expect(await outcomes(spends)).toEqual({ had: 100, exhausted: 50 });
  });

  it('take nothing from a client whose wish cannot be met, and all that is left when some will do', async () => {
    const [one, two] = [newReplica(), newReplica()];
    expect(await one.budgets.spend(clientOf(), 60)).toMatchObject({ cardsMax: 100, remaining: 40 });
    await expect(two.budgets.spend(clientOf(), 41)).rejects.toMatchObject({ state: { remaining: 40 } });
    expect(await two.budgets.spend(clientOf(), 10)).toMatchObject({ remaining: 30, resetSeconds: WINDOW_SECONDS });
    expect(await one.budgets.spendUpTo(clientOf(), 4096)).toMatchObject({ cards: 30, state: { remaining: 0 } });
    await expect(two.budgets.spendUpTo(clientOf(), 1)).rejects.toBeInstanceOf(BudgetExhausted);
  });

  it('take from both budgets of a client or from none', async () => {
    const { budgets } = newReplica({ cardsPerClient: 100, cardsPerAddress: 50 });
    await budgets.spend(clientOf(), 50);
    await expect(budgets.spend(clientOf(), 1)).rejects.toMatchObject({ state: { cardsMax: 50, remaining: 0 } });
    expect(await budgets.spend(clientOf({ address: '192.0.2.8' }), 50)).toMatchObject({ remaining: 0 });
    await expect(budgets.spend(clientOf({ address: '192.0.2.9' }), 1)).rejects.toMatchObject({
      state: { cardsMax: 100 },
    });
    expect(await budgets.spend(clientOf({ id: 'other', address: '192.0.2.9' }), 50)).toMatchObject({ remaining: 0 });
  });

  it('begin anew when the window is over', async () => {
    const { budgets } = newReplica();
    await budgets.spend(clientOf(), 100);
    await server.ask(async (redis) => {
      const [key = ''] = await redis.keys('iinspect:rate:c:*');
      expect(await redis.pTTL(key)).toBeGreaterThan(0);
      await redis.pExpire(key, 1);
    });
    let state = null;
    while (state === null) state = await Promise.resolve(budgets.spend(clientOf(), 1)).catch(() => null);
    expect(state).toMatchObject({ remaining: 99 });
  });

  it('keep no address and no id where others may read them, and nothing for ever', async () => {
    const { budgets } = newReplica({ cardsPerAddress: 100 });
    await budgets.spend(clientOf({ id: 'shop-of-somebody', address: '203.0.113.77' }), 1);
    await server.ask(async (redis) => {
      const keys = await redis.keys('*');
      expect(keys.filter((key) => /^iinspect:rate:[ac]:[\w-]{22}$/.test(key))).toHaveLength(2);
      expect(keys.join()).not.toMatch(/shop|203/);
      for (const key of keys) expect(await redis.pTTL(key)).toBeGreaterThan(0);
    });
  });

  it('name their clients by the password, so that whoever finds the keys alone cannot try addresses', async () => {
    const keysWith = async (password: string): Promise<readonly string[]> => {
      await server.ask((redis) => redis.sendCommand(['CONFIG', 'SET', 'requirepass', password]));
      const url = server.urlWith(password);
      await newReplica({ url }).budgets.spend(clientOf(), 1);
      expect(await newReplica({ url }).budgets.spend(clientOf(), 1)).toMatchObject({ remaining: 98 });
      return server.ask((redis) => redis.keys('iinspect:rate:c:*'), url);
    };
    const first = await keysWith('first');
    expect(first).toHaveLength(1);
    await server.ask((redis) => redis.sendCommand(['CONFIG', 'SET', 'requirepass', '']), server.urlWith('first'));
    expect(await keysWith('second')).toEqual(expect.arrayContaining([expect.not.stringContaining(first[0] ?? '')]));
    expect(await server.ask((redis) => redis.keys('iinspect:rate:c:*'), server.urlWith('second'))).toHaveLength(2);
  });
});

describeWithRedis('a Redis that is gone', () => {
  it('closes the door where it says so, and opens it again when it is back', async () => {
    const replica = newReplica({ without: 'closed' });
    expect(await outcomes(spendMany(replica, 10))).toEqual({ had: 10 });
    const load = spendMany(replica, 20);
    await server.kill();
    const during = await outcomes(load);
    expect((during['had'] ?? 0) + (during['unavailable'] ?? 0)).toBe(20);
    await replica.diary.until(2);
    expect(await outcomes(spendMany(replica, 50))).toEqual({ unavailable: 50 });
    await server.start();
    await replica.diary.until(3);
    expect(replica.diary.states).toEqual(['reached', 'lost: connection', 'reached']);
    expect(await outcomes(spendMany(replica, 101))).toEqual({ had: 100, exhausted: 1 });
  }, 30_000);

  it('leaves each instance to its own count where it says so', async () => {
    const [one, two] = [newReplica({ without: 'open' }), newReplica({ without: 'open' })];
    expect(await outcomes(spendMany(one, 100))).toEqual({ had: 100 });
    await server.kill();
    await Promise.all([one.diary.until(2), two.diary.until(2)]);
    for (const replica of [one, two])
      expect(await outcomes(spendMany(replica, 120))).toEqual({ had: 100, exhausted: 20 });
  }, 30_000);

  it('was never there: the first callers wait no longer than for a command, and nobody after them', async () => {
    await server.kill();
    const replica = newReplica({ without: 'closed' });
    expect(await outcomes(spendMany(replica, 5))).toEqual({ unavailable: 5 });
    expect(replica.diary.states).toEqual(['lost: connection']);
  });
});

describeWithRedis('a Redis that hangs', () => {
  it('costs those who wait one timeout together, and those after them nothing', async () => {
    const replica = newReplica({ without: 'closed', cardsPerClient: 10_000 });
    await replica.budgets.spend(clientOf(), 1);
    server.signal('SIGSTOP');
    expect(await outcomes(spendMany(replica, 500))).toEqual({ unavailable: 500 });
    expect(replica.diary.states).toEqual(['reached', 'lost: timeout']);
    const commandsFailed = replica.diary.failures.length;
    // Nobody asks a server that is given up: attempts to connect are all that may be added.
    expect(await outcomes(spendMany(replica, 500))).toEqual({ unavailable: 500 });
    expect(replica.diary.failures.length - commandsFailed).toBeLessThan(5);
    server.signal('SIGCONT');
    await replica.diary.until(3);
    expect(await outcomes(spendMany(replica, 1))).toEqual({ had: 1 });
  }, 30_000);
});

describeWithRedis('a Redis that may not be written to', () => {
  it('is as good as none, and is found out before anybody waits for it', async () => {
    await server.ask((redis) => redis.sendCommand(['REPLICAOF', '127.0.0.1', '1']));
    const replica = newReplica({ without: 'open' });
    expect(await outcomes(spendMany(replica, 101))).toEqual({ had: 100, exhausted: 1 });
    expect(replica.diary.states).toEqual(['lost: read_only']);
    await server.ask((redis) => redis.sendCommand(['REPLICAOF', 'NO', 'ONE']));
    await replica.diary.until(2);
    expect(replica.diary.states.at(-1)).toBe('reached');
  }, 30_000);

  it('becomes one under load, and says what is wrong', async () => {
    const replica = newReplica({ without: 'closed' });
    await replica.budgets.spend(clientOf(), 1);
    await server.ask((redis) => redis.sendCommand(['REPLICAOF', '127.0.0.1', '1']));
    expect(await outcomes(spendMany(replica, 3))).toEqual({ unavailable: 3 });
    expect(replica.diary.states).toEqual(['reached', 'lost: read_only']);
  });

  it('does not let us in: a wrong password is a fault of its own', async () => {
    await server.ask((redis) => redis.sendCommand(['CONFIG', 'SET', 'requirepass', 'the-right-one']));
    const replica = newReplica({ without: 'closed', url: server.urlWith('the-wrong-one') });
    expect(await outcomes(spendMany(replica, 2))).toEqual({ unavailable: 2 });
    expect(replica.diary.states).toEqual(['lost: not_allowed']);
  });
});

(hasRedis() ? it : it.skip)('a server that restarts has forgotten the script, and is told it again', async () => {
  const replica = newReplica();
  await replica.budgets.spend(clientOf(), 1);
  await server.ask((redis) => redis.sendCommand(['SCRIPT', 'FLUSH']));
  expect(await replica.budgets.spend(clientOf(), 1)).toMatchObject({ remaining: 98 });
});
