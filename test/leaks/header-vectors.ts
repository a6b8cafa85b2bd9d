import { post, request, upload } from './raw-http.ts';
import type { Vector } from './vectors.ts';

const ROUTE = '/v1/brands';
/** A route that asks who calls, if anybody is asked. */
const CARDS = '/v1/cards/validate';
const A_TEST_CARD = { pan: '4242424242424242' };

function withHeader(name: string, valueOf: (pan: string) => string): Vector {
  return (pan) => request('GET', ROUTE, { headers: { [name]: valueOf(pan) } });
}

function asCaller(headersOf: (pan: string) => Readonly<Record<string, string>>): Vector {
  return (pan) => post(CARDS, A_TEST_CARD, headersOf(pan));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

const same = (pan: string): string => pan;

/** Headers in which no card number belongs. */
export const HEADERS: Readonly<Record<string, Vector>> = {
  'the name of a header': (pan) => request('GET', ROUTE, { headers: { [`x-${pan}`]: '1' } }),
  'the user agent': withHeader('user-agent', same),
  'the referrer': withHeader('referer', (pan) => `https://shop.example/pay?pan=${pan}`),
  'the origin': withHeader('origin', (pan) => `https://${pan}.example`),
  'a forwarded host': withHeader('x-forwarded-host', same),
  'a forwarded protocol': withHeader('x-forwarded-proto', same),
  'the range': withHeader('range', (pan) => `bytes=${pan}-`),
  'the date of a copy': withHeader('if-modified-since', same),
  'a list of entity tags': withHeader('if-none-match', (pan) => `W/"${pan}", "${pan}"`),
  'an entity tag that must fit': withHeader('if-match', (pan) => `"${pan}"`),
  'the coding of the answer': withHeader('accept-encoding', (pan) => `x${pan}`),
  'the quality of a type': withHeader('accept', (pan) => `application/json;q=0.${pan}`),
  'the proxies on the way': withHeader('via', (pan) => `1.1 ${pan}`),
  'a preference': withHeader('prefer', (pan) => `a=${pan}`),
  'how to cache': withHeader('cache-control', (pan) => `max-age=${pan}`),
  'a header beyond ASCII': withHeader('x-name', (pan) => `\u00e9${pan}`),
  'an idempotency key': asCaller((pan) => ({ 'idempotency-key': pan })),
  'headers in a row': (pan) =>
    request('GET', ROUTE, {
      headers: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`x-${at}-${pan}`, pan])),
    }),
  'the scheme of a web socket': withHeader('sec-websocket-protocol', same),
  'a web socket': (pan) =>
    request('GET', '/graphql', {
      headers: {
        ...{ upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-version': '13' },
        ...{ 'sec-websocket-key': base64(pan), 'sec-websocket-protocol': pan },
      },
    }),
  'a method in lower case': (pan) => request('post', `/v1/${pan}`),
  'a method that is none': (pan) => request('PROPFIND', `/v1/${pan}`),
  TRACE: (pan) => request('TRACE', ROUTE, { headers: { 'x-pan': pan } }),
  'an asterisk': (pan) => request('OPTIONS', '*', { headers: { 'x-pan': pan } }),
  'HTTP/1.0 with chunks': (pan) =>
    `POST ${CARDS} HTTP/1.0\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\n12\r\n"${pan}"\r\n0\r\n\r\n`,
  'a header that is folded': (pan) =>
    `GET ${ROUTE} HTTP/1.1\r\nhost: a\r\nx: a\r\n ${pan}\r\nconnection: close\r\n\r\n`,
  'a name with a space': (pan) => `GET ${ROUTE} HTTP/1.1\r\nhost: a\r\n${pan} : a\r\n\r\n`,
  'a user in the target': (pan) => request('GET', `http://${pan}:${pan}@localhost${ROUTE}`),
  'a fragment in the target': (pan) => request('GET', `${ROUTE}#${pan}`),
  'a very long target': (pan) => request('GET', `/${pan.repeat(900)}`),
  'a body of GET': (pan) => request('GET', ROUTE, { body: pan }),
  'the second of two requests': (pan) =>
    request('GET', ROUTE, { headers: { connection: 'keep-alive' } }) + `GET /${pan} ${pan}\r\n\r\n`,
  'multipart for GraphQL': (pan) =>
    upload(
      '/graphql',
      `--b${pan}\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{a${pan}}"}\r\n--b${pan}--\r\n`,
      {
        'content-type': `multipart/form-data; boundary=b${pan}`,
      },
    ),
  'a form': (pan) => upload(CARDS, `pan=${pan}`, { 'content-type': 'application/x-www-form-urlencoded' }),
  'plain text for GraphQL': (pan) => upload('/graphql', `{ a${pan} }`, { 'content-type': 'application/graphql' }),
};

/** Who calls, from where, and as part of what: places that look harmless until somebody logs them. */
export const CALLERS: Readonly<Record<string, Vector>> = {
  'an API key in a header': asCaller((pan) => ({ 'x-api-key': pan })),
  'an API key as a bearer': asCaller((pan) => ({ authorization: `Bearer iik_${pan}_${pan}` })),
  'a basic credential': asCaller((pan) => ({ authorization: `Basic ${base64(`${pan}:${pan}`)}` })),
  'a scheme of credentials': asCaller((pan) => ({ authorization: `${pan} ${pan}` })),
  'a JWT that is no JSON': asCaller((pan) => ({ authorization: `Bearer ${pan}.${pan}.${pan}` })),
  'the subject of a JWT': asCaller((pan) => ({
    authorization: `Bearer ${base64('{"alg":"RS256"}')}.${base64(`{"sub":"${pan}"}`)}.${base64(pan)}`,
  })),
  'the key id of a JWT': asCaller((pan) => ({
    authorization: `Bearer ${base64(`{"alg":"RS256","kid":"${pan}"}`)}.${base64('{}')}.${base64(pan)}`,
  })),
  'the algorithm of a JWT': asCaller((pan) => ({
    authorization: `Bearer ${base64(`{"alg":"${pan}"}`)}.${base64('{}')}.`,
  })),
  'a session cookie': asCaller((pan) => ({ cookie: `session=${pan}; ${pan}=1` })),
  'a proxy credential': asCaller((pan) => ({ 'proxy-authorization': `Basic ${base64(pan)}` })),
  'an address that a proxy forwards': asCaller((pan) => ({ 'x-forwarded-for': `${pan}, 127.0.0.1` })),
  'an address in the form of a list': asCaller((pan) => ({ forwarded: `for=${pan};by=${pan}` })),
  'the real address': asCaller((pan) => ({ 'x-real-ip': pan })),
  'a client certificate that a proxy forwards': asCaller((pan) => ({
    'x-forwarded-client-cert': `Subject="CN=${pan}"`,
  })),
  'a trace id': asCaller((pan) => ({ traceparent: `00-${pan}${pan}-${pan}-01` })),
  'half a trace id': asCaller((pan) => ({ traceparent: `00-${'a'.repeat(16)}${pan}-${'b'.repeat(16)}-01` })),
  'a span id': asCaller((pan) => ({ traceparent: `00-${'a'.repeat(32)}-${pan}-01` })),
  'the state of a trace': asCaller((pan) => ({
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    tracestate: `shop=${pan}`,
  })),
  'the baggage of a trace': asCaller((pan) => ({ baggage: `pan=${pan}` })),
  'a trace of B3': asCaller((pan) => ({ b3: `${pan}-${pan}-1`, 'x-b3-traceid': pan, 'x-b3-spanid': pan })),
  'a trace of a cloud': asCaller((pan) => ({ 'x-cloud-trace-context': `${pan}/1`, 'x-amzn-trace-id': `Root=${pan}` })),
};
