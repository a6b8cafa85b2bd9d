/** Places of a request where somebody may put a card number, and ways of asking that end in an error. */
export interface LeakVector {
  readonly name: string;
  /** Raw bytes, given the number. */
  readonly bytes: (pan: string) => string;
  /** The client is gone before the request is whole. */
  readonly isCutOff?: true;
}

const HEAD = 'Host: cards.example\r\nConnection: close\r\n';

function get(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\n${HEAD}${headers}\r\n`;
}

function post(
  path: string,
  body: string,
  { type = 'application/json', headers = '', length = body.length } = {},
): string {
  return `POST ${path} HTTP/1.1\r\n${HEAD}Content-Type: ${type}\r\nContent-Length: ${String(length)}\r\n${headers}\r\n${body}`;
}

function chunked(path: string, type: string, body: string): string {
  const size = body.length.toString(16);
  return `POST ${path} HTTP/1.1\r\n${HEAD}Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;
}

const IN_BODIES: readonly LeakVector[] = [
  { name: 'card', bytes: (pan) => post('/v1/cards/validate', `{"pan":"${pan}"}`) },
  { name: 'card as a number', bytes: (pan) => post('/v1/cards/validate', `{"pan":${pan}}`) },
  { name: 'JSON batch', bytes: (pan) => post('/v1/cards/batch', JSON.stringify([pan])) },
  {
    name: 'JSON batch of 2 MB',
    bytes: (pan) => post('/v1/cards/batch', JSON.stringify(Array.from({ length: 100_000 }, () => pan))),
  },
  { name: 'body far over the limit', bytes: (pan) => post('/v1/cards/validate', `{"pan":"${pan.repeat(200_000)}"}`) },
  { name: 'text stream', bytes: (pan) => post('/v1/cards/batch', `${pan}\n`, { type: 'text/plain' }) },
  {
    name: 'stream in chunks',
    bytes: (pan) => chunked('/v1/cards/batch', 'application/x-ndjson', `{"pan":"${pan}"}\n`.repeat(20_000)),
  },
  {
    name: 'stream with a length',
    bytes: (pan) => post('/v1/cards/batch', `${pan}\n`.repeat(100_000), { type: 'text/csv' }),
  },
  {
    name: 'GraphQL variable',
    bytes: (pan) =>
      post('/graphql', `{"query":"query($p:PAN!){validateCard(pan:$p){status}}","variables":{"p":"${pan}"}}`),
  },
  { name: 'GraphQL literal', bytes: (pan) => post('/graphql', `{"query":"{validateCard(pan:${pan}){status}}"}`) },
  { name: 'wrong media type', bytes: (pan) => post('/v1/cards/validate', pan, { type: 'text/html' }) },
  { name: 'body where none belongs', bytes: (pan) => post('/v1/brands', pan) },
];

const IN_ADDRESSES: readonly LeakVector[] = [
  { name: 'prefix that is a number', bytes: (pan) => get(`/v1/iins/${pan}`) },
  { name: 'path', bytes: (pan) => get(`/cards/${pan}`) },
  { name: 'path in groups', bytes: (pan) => get(`/cards/${pan.replaceAll(/(\d{4})(?=\d)/g, '$1-')}`) },
  { name: 'path, encoded', bytes: (pan) => get(`/${[...pan].map((digit) => `%3${digit}`).join('')}`) },
  { name: 'path that is bad', bytes: (pan) => get(`/%zz${pan}`) },
  { name: 'path of the management port', bytes: (pan) => get(`/metrics/${pan}`) },
  { name: 'document', bytes: (pan) => get(`/docs/${pan}`) },
  { name: 'brand', bytes: (pan) => get(`/v1/brands/${pan}`) },
  { name: 'query', bytes: (pan) => get(`/v1/brands?pan=${pan}`) },
  { name: 'query of a known call', bytes: (pan) => post(`/v1/cards/validate?pan=${pan}`, '{}') },
  { name: 'GraphQL by GET', bytes: (pan) => get(`/graphql?query={validateCard(pan:${pan}){status}}`) },
  { name: 'address of 20 kB', bytes: (pan) => get(`/${pan.repeat(1250)}`) },
  { name: 'absolute target', bytes: (pan) => get(`http://${pan}/v1/brands`) },
  { name: 'CONNECT', bytes: (pan) => `CONNECT ${pan}:443 HTTP/1.1\r\n${HEAD}\r\n` },
];

const IN_HEADERS: readonly LeakVector[] = [
  ...[
    'X-Request-Id',
    'User-Agent',
    'Referer',
    'Cookie',
    'Authorization',
    'X-Forwarded-For',
    'Forwarded',
    'X-Real-IP',
    'Traceparent',
    'Accept',
    'Content-Encoding',
    'Expect',
    'Upgrade',
    'Range',
    'If-None-Match',
  ].map((header): LeakVector => ({
    name: `header ${header}`,
    bytes: (pan) => get('/v1/brands', `${header}: ${pan}\r\n`),
  })),
  { name: 'name of a header', bytes: (pan) => get('/v1/brands', `X-${pan}: a\r\n`) },
  { name: 'name of a header with an underscore', bytes: (pan) => get('/v1/brands', `X_${pan}: a\r\n`) },
  { name: 'name of a header that is none', bytes: (pan) => get('/v1/brands', `${pan} : a\r\n`) },
  { name: 'header of 20 kB', bytes: (pan) => get('/v1/brands', `X-Long: ${pan.repeat(1250)}\r\n`) },
  { name: 'host', bytes: (pan) => `GET /v1/brands HTTP/1.1\r\nHost: ${pan}\r\nConnection: close\r\n\r\n` },
  { name: 'two hosts', bytes: (pan) => `GET /v1/brands HTTP/1.1\r\nHost: ${pan}\r\nHost: b\r\n\r\n` },
];

const MALFORMED: readonly LeakVector[] = [
  { name: 'method', bytes: (pan) => `${pan} /v1/brands HTTP/1.1\r\n${HEAD}\r\n` },
  { name: 'method with letters', bytes: (pan) => `X${pan} /v1/brands HTTP/1.1\r\n${HEAD}\r\n` },
  { name: 'bare number', bytes: (pan) => `${pan}\r\n\r\n` },
  { name: 'version', bytes: (pan) => `GET / HTTP/${pan}\r\n${HEAD}\r\n` },
  { name: 'HTTP/0.9', bytes: (pan) => `GET /${pan}\r\n` },
  { name: 'length that is none', bytes: (pan) => `POST /${pan} HTTP/1.1\r\n${HEAD}Content-Length: ${pan}x\r\n\r\n` },
  {
    name: 'length and chunks',
    bytes: (pan) => `POST /${pan} HTTP/1.1\r\n${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    name: 'chunk of no size',
    bytes: (pan) => `POST /v1/cards/validate HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n${pan}z\r\n`,
  },
  {
    name: 'coding that nobody knows',
    bytes: (pan) => `POST /${pan} HTTP/1.1\r\n${HEAD}Transfer-Encoding: ${pan}\r\n\r\n`,
  },
  { name: 'NUL', bytes: (pan) => `GET /${pan}\0 HTTP/1.1\r\n${HEAD}\r\n` },
  { name: 'TLS where none is', bytes: (pan) => `\x16\x03\x01${pan}\r\n\r\n` },
  {
    name: 'body that breaks off',
    bytes: (pan) => post('/v1/cards/validate', `{"pan":"${pan}`, { length: 5000 }),
    isCutOff: true,
  },
  {
    name: 'long body that breaks off',
    bytes: (pan) => post('/v1/cards/batch', `[${`"${pan}",`.repeat(20_000)}`, { length: 900_000 }),
    isCutOff: true,
  },
  {
    name: 'stream that breaks off',
    bytes: (pan) =>
      `POST /v1/cards/batch HTTP/1.1\r\n${HEAD}Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n${pan}`,
    isCutOff: true,
  },
  { name: 'head that breaks off', bytes: (pan) => `GET /${pan} HTTP/1.1\r\nX-A: ${pan}`, isCutOff: true },
];

export const LEAK_VECTORS: readonly LeakVector[] = [...IN_BODIES, ...IN_ADDRESSES, ...IN_HEADERS, ...MALFORMED];
