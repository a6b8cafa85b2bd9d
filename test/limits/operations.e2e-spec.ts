import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessDoor } from '../../src/api/access/access-door.js';
import { CardBudgets } from '../../src/security/budget/card-budgets.js';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import { BudgetUnavailable, type CardBudget } from '../../src/security/card-budget.js';
import type { Scope } from '../../src/security/scope.js';
import { createApiApp, listenAnywhere } from '../api/support/api-app.js';
import { madeUp } from '../support/embedded-table.js';
import { clientOf, FakeClock } from './support.js';

const PAN = madeUp('4', 16);

let app: NestFastifyApplication | null = null;

afterEach(async () => {
  await app?.close();
  app = null;
});

/** A service, what it took of the budget and what it told about refusals. */
interface Doors {
  readonly port: number;
  readonly taken: number[];
  readonly told: string[];
  readonly seen: string[];
  readonly failures: unknown[];
}

interface Given {
  readonly cardsMax?: number;
  readonly scopes?: readonly Scope[];
  readonly budget?: CardBudget;
}

async function openDoors({ cardsMax = 0, scopes = ['admin'], budget }: Given): Promise<Doors> {
  const [taken, told, seen, failures]: [number[], string[], string[], unknown[]] = [[], [], [], []];
  const store = new MemoryWindows({ windowMs: 60_000, holdersMax: 9, monotonicMs: new FakeClock().monotonicMs });
  const limits = { cardsPerClient: cardsMax, cardsPerAddress: 0, windowSeconds: 60 };
  const real = budget ?? new CardBudgets(limits, store, { limited: (by) => told.push(`limited: ${by}`) });
  const authenticate = () => clientOf({ scopes });
  const access: AccessDoor = {
    authenticator: { kind: 'api_key', addressOf: () => 'local', challenge: 'Bearer', authenticate },
    budget: {
      spend: (client, cards) => (taken.push(cards), real.spend(client, cards)),
      spendUpTo: (client, cards) => real.spendUpTo(client, cards),
    },
    watch: { cardAnswered: (_client, digits) => seen.push(digits), blockAnswered: () => undefined },
    observer: {
      accessRefused: ({ reason }) => told.push(reason),
      budgetSpent: ({ route }) => told.push(`spent: ${route}`),
    },
  };
  app = await createApiApp({ api: { access, reportFailure: (error) => failures.push(error) } });
  return { port: await listenAnywhere(app), taken, told, seen, failures };
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
  readonly problems: readonly string[];
}

async function ask(port: number, query: string, variables: object = {}): Promise<Answered> {
  const body = JSON.stringify({ query, variables });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
  const { data = null, errors = [] } = (await answer.json()) as {
    readonly data?: unknown;
    readonly errors?: readonly { readonly extensions: { readonly problem: string } }[];
  };
  const problems = errors.map(({ extensions: { problem } }) => problem);
  return { status: answer.status, headers: answer.headers, data, problems };
}

function cards(count: number): readonly object[] {
  return Array.from({ length: count }, () => ({ pan: PAN }));
}

const BATCH =
  'query ($cards: [CardInput!]!) { validateCards(cards: $cards) { results { status } } industries { digit } }';

describe('a GraphQL operation', () => {
  it('that the budget does not suffice for is refused as a whole, costs nothing, and is told once', async () => {
    const { port, taken, told, seen } = await openDoors({ cardsMax: 999 });
    const refused = await ask(port, BATCH, { cards: cards(999) });
    expect(refused).toMatchObject({ status: 429, data: null, problems: ['rate_limited'] });
    expect(refused.headers.get('ratelimit')).toBe('"cards";r=999;t=60');
    expect(refused.headers.get('retry-after')).toBe('60');
    expect([taken, told, seen]).toEqual([[1000], ['limited: client', 'spent: /graphql'], []]);
    const answered = await ask(port, BATCH, { cards: cards(998) });
    expect([answered.status, answered.problems]).toEqual([200, []]);
    expect(answered.headers.get('ratelimit')).toBe('"cards";r=0;t=60');
    expect(seen).toHaveLength(998);
  });

  it('of which one field is for something else pays nothing and is told once', async () => {
    const { port, taken, told } = await openDoors({ cardsMax: 10, scopes: ['iins'] });
    const query =
      'query ($pan: PAN!) { industries { digit } b: industries { digit } validateCard(pan: $pan) { status } }';
    const refused = await ask(port, query, { pan: PAN });
    expect(refused).toMatchObject({ status: 403, data: null, problems: ['forbidden'] });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer, error="insufficient_scope", scope="cards"');
    expect([taken, told]).toEqual([[], ['scope_missing']]);
  });

  it('is answered with 503 while nobody can say what is left', async () => {
    const budget: CardBudget = {
      spend: () => Promise.reject(new BudgetUnavailable(5)),
      spendUpTo: () => Promise.reject(new BudgetUnavailable(5)),
    };
    const { port, failures } = await openDoors({ budget });
    const refused = await ask(port, BATCH, { cards: cards(1) });
    expect(refused).toMatchObject({ status: 503, data: null, problems: ['limits_unavailable'] });
    expect([refused.headers.get('retry-after'), failures]).toEqual(['5', []]);
  });

  it('is a bug of ours, told as one, when the budget breaks', async () => {
    const bug = new TypeError('a bug');
    const budget: CardBudget = { spend: () => Promise.reject(bug), spendUpTo: () => Promise.reject(bug) };
    const { port, failures } = await openDoors({ budget });
    expect(await ask(port, BATCH, { cards: cards(1) })).toMatchObject({ status: 500, problems: ['internal_error'] });
    expect(failures).toEqual([bug]);
  });

  const ONE = '$pan: PAN!';
  const INPUT = '$card: CardInput!';
  it.each<[string, number, string, object]>([
    ['one for each root field', 2, '{ industries { digit } brands { id } }', {}],
    ['one for a field that is written twice', 1, '{ brands { id } brands { id } }', {}],
    ['nothing for introspection', 0, '{ __typename }', {}],
    [
      'fields in fragments',
      2,
      '{ ...a ... on Query { brands { id } } } fragment a on Query { dataset { dataVersion } }',
      {},
    ],
    [
      'a list as a variable',
      4,
      'query ($c: [CardInput!]!) { validateCards(cards: $c) { dataVersion } }',
      { c: cards(4) },
    ],
    ['an empty list', 1, 'query ($c: [CardInput!]!) { validateCards(cards: $c) { dataVersion } }', { c: [] }],
    [
      'a list in the document',
      2,
      `query (${ONE}) { validateCards(cards: [{ pan: $pan }, { pan: $pan }]) { dataVersion } }`,
      { pan: PAN },
    ],
    [
      'a list of variables',
      3,
      `query (${INPUT}) { validateCards(cards: [$card, $card, $card]) { dataVersion } }`,
      { card: { pan: PAN } },
    ],
    [
      'one item in place of a list',
      1,
      `query (${ONE}) { validateCards(cards: { pan: $pan }) { dataVersion } }`,
      { pan: PAN },
    ],
    [
      'what is not skipped',
      1,
      'query ($no: Boolean = false) { brands { id } dataset @include(if: $no) { dataVersion } industries @skip(if: true) { digit } }',
      {},
    ],
    [
      'what is included',
      2,
      'query ($yes: Boolean!) { ... @include(if: $yes) { brands { id } } industries @skip(if: false) { digit } }',
      { yes: true },
    ],
    ['the operation that is named', 1, '{ brands { id } }', {}],
  ])('costs %s: %d', async (_, cost, query, variables) => {
    const { port, taken } = await openDoors({ cardsMax: 100 });
    const answer = await ask(port, query, variables);
    expect([answer.status, answer.problems]).toEqual([200, []]);
    expect(taken).toEqual(cost === 0 ? [] : [cost]);
  });

  it('costs nothing where its document or the size of its variables is refused', async () => {
    const { port, taken } = await openDoors({ cardsMax: 100 });
    expect((await ask(port, '{ nobody }')).problems).toEqual(['graphql_document_invalid']);
    expect((await ask(port, BATCH, { cards: cards(1001) })).problems).toEqual(['too_many_cards']);
    expect(taken).toEqual([]);
  });
});
