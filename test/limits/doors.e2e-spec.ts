import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessDoor } from '../../src/api/access/access-door.js';
import { CardBudgets } from '../../src/security/budget/card-budgets.js';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import { type BudgetState, BudgetUnavailable, type CardBudget } from '../../src/security/card-budget.js';
import { createApiApp, listenAnywhere } from '../api/support/api-app.js';
import { sendStream, StreamCall, summaryIn } from '../api/support/stream-client.js';
import { madeUp } from '../support/embedded-table.js';
import { clientOf, FakeClock } from './support.js';

const PAN = madeUp('4', 16);
const LINE = `${PAN}\n`;

let app: NestFastifyApplication | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

interface Seen {
  readonly cards: { digits: string; isGood: boolean }[];
  readonly blocks: { cards: number; good: number }[];
  readonly spent: string[];
}

async function openDoors(budget: CardBudget): Promise<{ port: number; seen: Seen }> {
  const seen: Seen = { cards: [], blocks: [], spent: [] };
  const access: AccessDoor = {
    authenticator: {
      kind: 'none',
      addressOf: () => 'local',
      challenge: null,
      authenticate: () => clientOf({ scopes: ['admin'] }),
    },
    budget,
    watch: {
      cardAnswered: (_client, digits, isGood) => seen.cards.push({ digits, isGood }),
      blockAnswered: (_client, cards, good) => seen.blocks.push({ cards, good }),
    },
    observer: { accessRefused: () => undefined, budgetSpent: ({ route }) => seen.spent.push(route) },
  };
  app = await createApiApp({ api: { access } });
  return { port: await listenAnywhere(app), seen };
}

function budgetOf(cardsPerClient: number): CardBudget {
  const clock = new FakeClock();
  const store = new MemoryWindows({ windowMs: 60_000, holdersMax: 1000, monotonicMs: clock.monotonicMs });
  const limits = { cardsPerClient, cardsPerAddress: 0, windowSeconds: 60 };
  return new CardBudgets(limits, store, { limited: () => undefined });
}

/** What these tests look at of an answer. */
interface Answered {
  readonly code?: string;
  readonly errors?: readonly unknown[];
}

async function post(
  port: number,
  path: string,
  body: unknown,
): Promise<{ status: number; headers: Headers; body: Answered }> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answered };
}

function cards(count: number): readonly object[] {
  return Array.from({ length: count }, () => ({ pan: PAN }));
}

describe('calls cost cards', () => {
  it('one by one: what is left is said, and the end of it is a problem that says when', async () => {
    const { port, seen } = await openDoors(budgetOf(2));
    const first = await post(port, '/v1/cards/validate', { pan: PAN });
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"cards";q=2;w=60');
    expect(first.headers.get('ratelimit')).toBe('"cards";r=1;t=60');
    expect(first.headers.get('retry-after')).toBeNull();
    await post(port, '/v1/cards/validate', { pan: `${PAN}1` });
    const third = await post(port, '/v1/cards/validate', { pan: PAN });
    expect(third.status).toBe(429);
    expect(third.headers.get('content-type')).toContain('application/problem+json');
    expect(third.headers.get('ratelimit')).toBe('"cards";r=0;t=60');
    expect(third.headers.get('retry-after')).toBe('60');
    expect(third.body.code).toBe('rate_limited');
    expect(seen.cards.map(({ isGood }) => isGood)).toEqual([true, false]);
    expect(seen.spent).toEqual(['/v1/cards/validate']);
  });

  it('as many as are in a batch, and a batch that does not fit costs nothing', async () => {
    const { port } = await openDoors(budgetOf(10));
    expect((await post(port, '/v1/cards/batch', cards(7))).headers.get('ratelimit')).toBe('"cards";r=3;t=60');
    expect((await post(port, '/v1/cards/batch', cards(4))).status).toBe(429);
    expect((await post(port, '/v1/cards/batch', cards(3))).status).toBe(200);
  });

  it('one for each root field of a GraphQL operation, and as many as a list has', async () => {
    const { port } = await openDoors(budgetOf(10));
    const query = `query ($pan: PAN!, $cards: [CardInput!]!) {
      a: validateCard(pan: $pan) { status }
      b: brands { id }
      c: validateCards(cards: $cards) { results { status } }
    }`;
    const answer = await post(port, '/graphql', { query, variables: { pan: PAN, cards: cards(4) } });
    expect(answer.body.errors).toBeUndefined();
    expect(answer.headers.get('ratelimit')).toBe('"cards";r=4;t=60');
  });
});

describe('the Luhn calls are watched as the others are', () => {
  const wrong = `${PAN.slice(0, -1)}${(Number(PAN.at(-1)) + 1) % 10}`;
  const asked = [PAN, wrong].map((digits) => digits.replace(/(....)(?=.)/g, '$1 '));

  it.each(['check', 'explain'])('REST, %s: what could be a card is one, what could not is none', async (call) => {
    const { port, seen } = await openDoors(budgetOf(100));
    const others = ['18', '1'.repeat(20), '1 '.repeat(11), `${PAN.slice(0, 12)}${' '.repeat(400)}`];
    for (const digits of [...asked, ...others]) await post(port, `/v1/luhn/${call}`, { digits });
    expect(seen.cards).toEqual([
      { digits: asked[0], isGood: true },
      { digits: asked[1], isGood: false },
    ]);
  });

  it('GraphQL', async () => {
    const { port, seen } = await openDoors(budgetOf(100));
    const query = 'query ($a: Digits!, $b: Digits!) { luhn(digits: $a) { valid } luhnExplanation(digits: $b) { sum } }';
    expect(
      (await post(port, '/graphql', { query, variables: { a: asked[0], b: asked[1] } })).body.errors,
    ).toBeUndefined();
    expect(seen.cards.map(({ isGood }) => isGood)).toEqual([true, false]);
  });

  it('but a number that has no check digit yet is no card', async () => {
    const { port, seen } = await openDoors(budgetOf(100));
    expect((await post(port, '/v1/luhn/check-digit', { digits: PAN.slice(0, -1) })).status).toBe(200);
    expect(seen.cards).toEqual([]);
  });
});

describe('streams spend as they go', () => {
  it('a line is a card, whatever stands on it; what is left is said with the answer', async () => {
    const { port, seen } = await openDoors(budgetOf(10));
    const answer = await sendStream(port, 'text/plain', `${LINE}no number\n\n${LINE}`);
    expect(answer.headers['ratelimit-policy']).toBe('"cards";q=10;w=60');
    expect(answer.headers['ratelimit']).toBe('"cards";r=6;t=60');
    expect(summaryIn(answer.lines)).toMatchObject({ done: true, lines: 4 });
    expect(seen.blocks).toEqual([{ cards: 4, good: 2 }]);
  });

  it('exactly the cards that are left are answered, then the summary says why it ends', async () => {
    const { port, seen } = await openDoors(budgetOf(1000));
    const answer = await sendStream(port, 'text/plain', LINE.repeat(5000));
    expect(answer.status).toBe(200);
    expect(answer.lines).toHaveLength(1001);
    expect(summaryIn(answer.lines)).toMatchObject({ aborted: true, reason: 'rate_limited', lines: 1000, valid: 1000 });
    expect(seen.blocks.reduce((sum, { cards }) => sum + cards, 0)).toBe(1000);
  });

  it('of whom not one line may be answered a problem is said instead', async () => {
    const { port, seen } = await openDoors(budgetOf(5));
    await sendStream(port, 'text/plain', LINE.repeat(5));
    for (const type of ['text/plain', 'application/x-ndjson']) {
      const refused = await sendStream(port, type, type === 'text/plain' ? LINE : `{"pan":"${PAN}"}\n`);
      expect(refused.status).toBe(429);
      expect(refused.headers['retry-after']).toBe('60');
      expect(JSON.parse(refused.text).code).toBe('rate_limited');
    }
    expect(seen.spent).toEqual(['/v1/cards/batch', '/v1/cards/batch']);
  });

  it('a client that sends on after the last card hears the summary', async () => {
    const { port } = await openDoors(budgetOf(2));
    const call = new StreamCall(port, 'text/plain').write(LINE);
    await call.next();
    call.write(LINE.repeat(3));
    const { lines } = await call.answer();
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'rate_limited', lines: 2 });
  });

  it('when nobody can say any more what is left, that is another reason', async () => {
    const state: BudgetState = { cardsMax: 9, remaining: 8, resetSeconds: 60, windowSeconds: 60 };
    let asked = 0;
    const budget: CardBudget = {
      spend: () => Promise.reject(new BudgetUnavailable(5)),
      spendUpTo: (_client, cards) =>
        asked++ === 0 ? Promise.resolve({ cards, state }) : Promise.reject(new BudgetUnavailable(5)),
    };
    const { port } = await openDoors(budget);
    const call = new StreamCall(port, 'text/plain').write(LINE);
    await call.next();
    const { lines } = await call.end(LINE).answer();
    expect(summaryIn(lines)).toMatchObject({ aborted: true, reason: 'limits_unavailable', lines: 1 });
    const refused = await sendStream(port, 'text/plain', LINE);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    const single = await post(port, '/v1/cards/validate', { pan: PAN });
    expect([single.status, single.body.code]).toEqual([503, 'limits_unavailable']);
  });
});
