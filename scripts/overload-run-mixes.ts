/** A number that a payment company publishes for tests. */
const PAN = '4111 1111 1111 1111';
const BATCH_CARDS = 100;
const QUERY =
  'query ($pan: PAN!) { validateCard(pan: $pan) { status brand { id name } maskedPan findings { code severity message } } }';

export interface Mix {
  readonly name: string;
  readonly request: string;
  /** Share of the peak that must still be answered well at three times the peak. */
  readonly goodputShareMin: number;
}

/** The smaller the work of an answer, the larger the part of it that a refusal costs: nobody can refuse for nothing. */
export const MIXES: readonly Mix[] = [
  { name: 'REST, one card', request: post('/v1/cards/validate', { pan: PAN }), goodputShareMin: 0.6 },
  {
    name: 'GraphQL, one card',
    request: post('/graphql', { query: QUERY, variables: { pan: PAN } }),
    goodputShareMin: 0.7,
  },
  {
    name: 'JSON batch of 100',
    request: post(
      '/v1/cards/batch',
      Array.from({ length: BATCH_CARDS }, () => ({ pan: PAN })),
    ),
    goodputShareMin: 0.8,
  },
];

function post(path: string, body: unknown): string {
  const text = JSON.stringify(body);
  const head = ['host: localhost', 'content-type: application/json', `content-length: ${String(text.length)}`];
  return `POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${text}`;
}
