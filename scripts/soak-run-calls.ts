/** Requests with short answers: good ones, cached ones, and bad ones. */
import { type Agent, request } from 'node:http';
import { type Diary, expectStatus } from './soak-run-diary.ts';

/** A number that a payment company publishes for tests. */
export const PAN = '4111 1111 1111 1111';
const BATCH_CARDS = 100;

interface Call {
  readonly kind: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly etag: string | undefined;
}

const GOOD: readonly Call[] = [
  { kind: 'REST', path: '/v1/cards/validate', body: JSON.stringify({ pan: PAN }), status: 200 },
  { kind: 'REST', path: '/v1/luhn/explain', body: '{"digits":"79927398713"}', status: 200 },
  {
    kind: 'GraphQL',
    path: '/graphql',
    body: JSON.stringify({
      query: 'query ($pan: PAN!) { validateCard(pan: $pan) { status dataVersion brand { id } findings { code } } }',
      variables: { pan: PAN },
    }),
    status: 200,
  },
  {
    kind: 'JSON batch',
    path: '/v1/cards/batch',
    body: JSON.stringify(Array.from({ length: BATCH_CARDS }, () => PAN)),
    status: 200,
  },
  { kind: 'document', method: 'GET', path: '/openapi.json', status: 200 },
  { kind: 'document', method: 'GET', path: '/v1/iin-table', status: 200 },
];

const BAD: readonly Call[] = [
  { kind: 'bad', method: 'GET', path: '/v1/nothing', status: 404 },
  { kind: 'bad', method: 'DELETE', path: '/v1/cards/validate', status: 405 },
  { kind: 'bad', path: '/v1/cards/validate', body: '{"pan":', status: 400 },
  { kind: 'bad', path: '/v1/cards/validate', body: '{"cards":1}', status: 422 },
  { kind: 'bad', path: '/v1/cards/validate', body: `{"pan":"${'1'.repeat(100_000)}"}`, status: 413 },
  { kind: 'bad', path: '/v1/cards/validate', body: 'pan', headers: { 'content-type': 'text/html' }, status: 415 },
  { kind: 'bad', method: 'GET', path: '/v1/brands', headers: { accept: 'text/html' }, status: 406 },
  { kind: 'bad', path: '/graphql', body: '{"query":"{ nothing }"}', status: 400 },
];

/** Every call once, and a prefix asked about twice: the second time with the tag of the first. */
export async function callOnce(origin: string, agent: Agent, diary: Diary): Promise<void> {
  for (const call of [...GOOD, ...BAD]) {
    await diary.attempt(call.kind, async () => {
      const { status, text } = await send(origin, call, agent);
      expectStatus(status, [call.status]);
      for (const [, version = ''] of text.matchAll(/"dataVersion":"([^"]+)"/g)) diary.versions.add(version);
    });
  }
  await diary.attempt('cached', async () => {
    const call = { method: 'GET', path: '/v1/iins/411111' } as const;
    const { status, etag = '' } = await send(origin, call, agent);
    expectStatus(status, [200]);
    // New data may have come between the two.
    expectStatus((await send(origin, { ...call, headers: { 'if-none-match': etag } }, agent)).status, [200, 304]);
  });
}

function send(origin: string, call: Omit<Call, 'kind' | 'status'>, agent: Agent): Promise<Answer> {
  const { method = 'POST', path, body, headers } = call;
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(`${origin}${path}`, { method, agent, headers: { ...type, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('latin1');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text, etag: answer.headers.etag }));
      answer.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
