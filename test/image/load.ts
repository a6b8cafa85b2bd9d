/** Callers of all kinds for some seconds: single cards, GraphQL, batches and streams, each as fast as it is answered. */
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

/** Published test numbers. */
export const VISA = '4242424242424242';
const MASTERCARD = '5555555555554444';

const CALLERS = 16;
const STREAM_LINES = 20_000;
/** What a service says that has too much to do at the moment, and says so on purpose. */
const BUSY = 503;

export interface Where {
  /** A Unix socket, or a port of this machine. */
  readonly socketPath?: string;
  readonly port?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface LoadResult {
  readonly answered: number;
  readonly busy: number;
  readonly cards: number;
  /** What else came back, each kind once. */
  readonly other: readonly string[];
}

interface Call {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly cards: number;
}

const JSON_TYPE = 'application/json';
export const ONE_CARD: Call = {
  path: '/v1/cards/validate',
  type: JSON_TYPE,
  body: JSON.stringify({ pan: VISA }),
  cards: 1,
};
export const ONE_QUERY: Call = {
  path: '/graphql',
  type: JSON_TYPE,
  body: JSON.stringify({
    query: 'query ($pan: PAN!) { validateCard(pan: $pan) { status brand { id } } }',
    variables: { pan: MASTERCARD },
  }),
  cards: 1,
};
const BATCH: Call = {
  path: '/v1/cards/batch',
  type: JSON_TYPE,
  body: JSON.stringify(Array.from({ length: 200 }, () => ({ pan: VISA }))),
  cards: 200,
};
const STREAM: Call = {
  path: '/v1/cards/batch',
  type: 'text/plain',
  body: `${VISA}\n${MASTERCARD}\n`.repeat(STREAM_LINES / 2),
  cards: STREAM_LINES,
};

export function send(where: Where, { path, type, body }: Call, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', ...where, path, method: 'POST', headers, ...(agent && { agent }) });
    call.on('error', reject).on('response', (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => (text = (text + piece).slice(-4096)));
      once(answer, 'end').then(() => resolve({ status: answer.statusCode ?? 0, text }), reject);
    });
    call.end(body);
  });
}

/** @param withGraphql Whether the service has it. */
export async function load(where: Where, seconds: number, withGraphql: boolean): Promise<LoadResult> {
  const result = { answered: 0, busy: 0, cards: 0, other: new Set<string>() };
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const until = performance.now() + seconds * 1000;
  const kinds = [ONE_CARD, ONE_CARD, withGraphql ? ONE_QUERY : ONE_CARD, BATCH];
  const caller = async (number: number): Promise<void> => {
    // One of them sends streams, one after the other.
    const call = number === 0 ? STREAM : (kinds[number % kinds.length] ?? ONE_CARD);
    while (performance.now() < until) {
      const outcome = await send(where, call, agent).then(
        ({ status, text }) => (status === 200 && text.includes('"errors":') ? 'errors of GraphQL' : status),
        (error: unknown) => String(error),
      );
      if (outcome === BUSY) result.busy++;
      else if (outcome !== 200) result.other.add(String(outcome));
      else {
        result.answered++;
        result.cards += call.cards;
      }
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
  agent.destroy();
  return { ...result, other: [...result.other] };
}
