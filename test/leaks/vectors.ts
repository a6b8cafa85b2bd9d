import { post, request } from './raw-http.ts';

/** What the two apps under the harness call the type of a card number. */
export interface Dialect {
  readonly panType: string;
}

/** Makes the bytes of a request that carries the canary somewhere it does not belong. */
export type Vector = (canary: string, dialect: Dialect) => string | Buffer;

export function graphql(query: string, variables: unknown = {}, rest: object = {}): string {
  return post('/graphql', { query, variables, ...rest });
}

/** The eighteen ways in which a stock Nest, Fastify and Apollo tell the caller's text back, each found by measurement. */
export const DEFAULT_LEAKS: Readonly<Record<string, Vector>> = {
  'a property named like a card number': (pan) => post('/v1/cards/validate', { pan: 'x', [pan]: 1 }),
  'an unknown path': (pan) => request('GET', `/v1/cards/${pan}`),
  'an unknown path with a query': (pan) => request('GET', `/nothing?pan=${pan}`),
  'a method the path does not take': (pan) => request('DELETE', `/v1/cards/${pan}`),
  'a path with bad percent-encoding': (pan) => request('GET', `/v1/cards/${pan}%zz`),
  'an Int literal where a String belongs': (pan) => graphql(`{ validateCard(pan: ${pan}) { status } }`),
  'a String literal where an Int belongs': (pan) => graphql(`{ validateCard(pan: "x", length: "${pan}") { status } }`),
  'an Int literal that overflows': (pan) => graphql(`{ validateCard(pan: "x", length: ${pan}) { status } }`),
  'a String variable where an Int belongs': (pan) =>
    graphql('query ($n: Int) { validateCard(pan: "x", length: $n) { status } }', { n: pan }),
  'a number variable where a String belongs': (pan, { panType }) =>
    graphql(`query ($p: ${panType}!, $c: String) { validateCard(pan: $p, cvv: $c) { status } }`, {
      p: 'x',
      c: Number(pan),
    }),
  'an object variable where a String belongs': (pan, { panType }) =>
    graphql(`query ($p: ${panType}!) { validateCard(pan: $p) { status } }`, { p: { [pan]: pan } }),
  'an unknown field of an input object': (pan) =>
    graphql('query ($c: [CardInput!]!) { validateCards(cards: $c) { __typename } }', {
      c: [{ pan: 'x', [`a${pan}`]: pan }],
    }),
  'a syntax error': (pan) => graphql(`{ ${pan} }`),
  'an unknown field': (pan) => graphql(`{ brands { a${pan} } }`),
  'an unknown argument': (pan) => graphql(`{ brands(a${pan}: 1) { id } }`),
  'an unknown type': (pan) => graphql(`query ($p: T${pan}) { brands { id } }`),
  'an unknown operation': (pan) =>
    graphql('query a { brands { id } } query b { brands { id } }', {}, { operationName: `o${pan}` }),
  'an alias in the path of an error': (pan) => graphql(`{ a${pan}: brand(id: "nope") { id } }`),
};

/** HTTP that Node cannot parse: there is a socket, and no request. */
export const MALFORMED_HTTP: Readonly<Record<string, Vector>> = {
  'a method nobody knows': (pan) => `A${pan} / HTTP/1.1\r\nhost: a\r\n\r\n`,
  'no HTTP at all': (pan) => `${pan}\r\n\r\n`,
  'both a length and chunks': (pan) =>
    `POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\nx-pan: ${pan}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'headers that overflow': (pan) => `GET / HTTP/1.1\r\nhost: a\r\nx: ${pan.repeat(1024)}\r\n\r\n`,
  'a length that is no number': (pan) => `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${pan}x\r\n\r\n`,
  'two Host headers': (pan) => `GET /v1/brands HTTP/1.1\r\nhost: a\r\nhost: ${pan}\r\nconnection: close\r\n\r\n`,
  'no Host header': (pan) => `GET /${pan} HTTP/1.1\r\nconnection: close\r\n\r\n`,
  'an HTTP version from the future': (pan) => `GET / HTTP/${pan}\r\nhost: a\r\n\r\n`,
  'a bare line feed': (pan) => `GET / HTTP/1.1\nhost: ${pan}\n\n`,
  'an unknown transfer coding': (pan) => `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: ${pan}\r\n\r\n`,
  'a chunk size that is none': (pan) =>
    `POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nz${pan}\r\n\r\n`,
  'a NUL in a header': (pan) => `GET / HTTP/1.1\r\nhost: a\r\nx: \0${pan}\r\n\r\n`,
};

/** Places of a well-formed request that nobody expects a card number in, and mistakes around one. */
export const ODD_PLACES: Readonly<Record<string, Vector>> = {
  'a good request': (pan) => post('/v1/cards/validate', { pan }),
  'a good batch': (pan) => post('/v1/cards/batch', [pan, { pan }]),
  'a good GraphQL request': (pan, { panType }) =>
    graphql(`query ($p: ${panType}!) { validateCard(pan: $p) { status maskedPan formatted } }`, { p: pan }),
  'JSON cut short': (pan) => post('/v1/cards/validate', `{"pan":"${pan}`),
  'JSON with a stray word': (pan) => post('/v1/cards/validate', `{"pan":${pan} oops}`),
  'a poisoned prototype': (pan) => post('/v1/cards/validate', `{"__proto__":{"pan":"${pan}"}}`),
  'a property called constructor': (pan) => post('/v1/cards/validate', `{"constructor":"${pan}","pan":"${pan}"}`),
  'a nested unknown property': (pan) => post('/v1/cards/validate', { pan: 'x', accept: { [pan]: pan } }),
  'an object for a card number': (pan) => post('/v1/cards/validate', { pan: { [pan]: pan } }),
  'a number for a card number': (pan) => post('/v1/cards/validate', `{"pan":${pan}}`),
  'an over-long card number': (pan) => post('/v1/cards/validate', { pan: pan.repeat(20) }),
  'a card number with a letter in it': (pan) =>
    post('/v1/cards/validate', { pan: `${pan.slice(0, 12)}l${pan.slice(12)}` }),
  'a card number for a security code': (pan) => post('/v1/cards/validate', { pan: 'x', cvv: pan }),
  'a card number for an expiry date': (pan) => post('/v1/cards/validate', { pan: 'x', expiry: pan }),
  'a card number for a brand': (pan) => post('/v1/cards/validate', { pan: 'x', accept: { brands: [pan] } }),
  'a card number for a country': (pan) => post('/v1/cards/validate', { pan: 'x', accept: { countries: [pan] } }),
  'a bad item of a batch': (pan) => post('/v1/cards/batch', [{ pan: [pan] }, [pan], { [pan]: 1 }]),
  'digits with a letter': (pan) => post('/v1/luhn/check', { digits: `${pan}x` }),
  'a prefix that is a card number': (pan) => request('GET', `/v1/iins/${pan}`),
  'a prefix of twelve digits': (pan) => request('GET', `/v1/iins/${pan.slice(0, 12)}`),
  'a brand id': (pan) => request('GET', `/v1/brands/${pan}`),
  'the query of a known path': (pan) => request('GET', `/v1/brands?pan=${pan}`),
  'the query of GraphQL by GET': (pan) => request('GET', `/graphql?query={${pan}}`),
  'a path in absolute form': (pan) => request('GET', `http://${pan}.example/v1/brands`),
  'a target that is no path': (pan) => request('GET', `*${pan}`),
  'an encoded path': (pan) => request('GET', `/v1/cards/${encodeURIComponent(pan)}%2F`),
  'the Host header': (pan) => request('GET', '/v1/brands', { headers: { host: `${pan}.example` } }),
  'a Host header that breaks URLs': (pan) => post('/graphql', { query: '{ brands { id } }' }, { host: `[${pan}` }),
  'the request id': (pan) => request('GET', '/v1/brands', { headers: { 'x-request-id': pan } }),
  'the request id, spaced': (pan) =>
    request('GET', '/v1/brands', { headers: { 'x-request-id': pan.replace(/(....)/g, '$1-') } }),
  'the request id, with letters between': (pan) =>
    request('GET', '/v1/brands', { headers: { 'x-request-id': pan.replace(/(....)(?=.)/g, '$1x') } }),
  'the request id, in base64': (pan) =>
    request('GET', '/v1/brands', { headers: { 'x-request-id': Buffer.from(pan).toString('base64url') } }),
  'the request id, in base64 and out of step': (pan) =>
    request('GET', '/nothing', { headers: { 'x-request-id': `id-${Buffer.from(`x${pan}`).toString('base64url')}` } }),
  'the request id, in hex': (pan) =>
    request('GET', '/nothing', { headers: { 'x-request-id': Buffer.from(pan).toString('hex') } }),
  'the last ten digits as a request id': (pan) =>
    request('GET', '/v1/brands', { headers: { 'x-request-id': pan.slice(-10) } }),
  'the request id, in the form of a UUID': (pan) =>
    request('GET', '/nothing', {
      headers: { 'x-request-id': `${pan.slice(0, 8)}-${pan.slice(8, 12)}-${pan.slice(12)}-9000-${pan.slice(0, 12)}` },
    }),
  CONNECT: (pan) => request('CONNECT', `${pan}.example:443`),
  'a content coding': (pan) => post('/v1/cards/validate', { pan }, { 'content-encoding': pan }),
  'a charset': (pan) => post('/v1/cards/validate', { pan }, { 'content-type': `application/json; charset=${pan}` }),
  'the trace context': (pan) => request('GET', '/v1/brands', { headers: { traceparent: `00-${pan}${pan}-${pan}-01` } }),
  'the Accept header': (pan) => request('GET', '/v1/brands', { headers: { accept: `text/${pan}` } }),
  'the language': (pan) => request('GET', '/v1/industries', { headers: { 'accept-language': pan } }),
  'the media type': (pan) =>
    request('POST', '/v1/cards/validate', { headers: { 'content-type': `a/${pan}` }, body: 'x' }),
  'the media type of GraphQL': (pan) =>
    request('POST', '/graphql', { headers: { 'content-type': `a/${pan}` }, body: 'x' }),
  'an entity tag': (pan) => request('GET', '/v1/brands', { headers: { 'if-none-match': `"${pan}"` } }),
  'a cookie and a credential': (pan) =>
    request('GET', '/nothing', { headers: { cookie: `c=${pan}`, authorization: `Bearer ${pan}` } }),
  'an expectation': (pan) => request('GET', '/v1/brands', { headers: { expect: pan } }),
  'an upgrade': (pan) => request('GET', '/v1/brands', { headers: { upgrade: pan, connection: 'upgrade, close' } }),
  'preflight headers': (pan) =>
    request('OPTIONS', '/v1/cards/validate', {
      headers: { origin: `https://${pan}.example`, 'access-control-request-headers': pan },
    }),
  'a list of GraphQL operations': (pan) => post('/graphql', [{ query: `{ a${pan} }` }]),
  'GraphQL variables as text': (pan) => post('/graphql', { query: '{ brands { id } }', variables: pan }),
  'a GraphQL document that is no text': (pan) => post('/graphql', { query: { [pan]: pan } }),
  'a persisted query': (pan) => post('/graphql', { extensions: { persistedQuery: { version: 1, sha256Hash: pan } } }),
  'a literal in an input object': (pan) => graphql(`{ validateCards(cards: [{ pan: "${pan}" }]) { __typename } }`),
  'the default of a variable': (pan, { panType }) =>
    graphql(`query ($p: ${panType}! = "${pan}") { validateCard(pan: $p) { status } }`),
  'a directive': (pan) => graphql(`{ brands @d${pan} { id } }`),
  'a fragment': (pan) => graphql(`{ ...f${pan} }`),
  'an enum value': (pan) =>
    graphql(`{ validateCards(cards: [{ pan: "x", accept: { funding: [f${pan}] } }]) { __typename } }`),
  'a bad prefix literal': (pan) => graphql(`{ iin(prefix: "${pan}") { prefix } }`),
  'a bad prefix variable': (pan) => graphql('query ($p: IinPrefix!) { iin(prefix: $p) { prefix } }', { p: pan }),
  'an object for digits': (pan) => graphql('query ($d: Digits!) { luhn(digits: $d) { valid } }', { d: { [pan]: pan } }),
  'an unknown brand policy in GraphQL': (pan, { panType }) =>
    graphql(`query ($p: ${panType}!) { validateCard(pan: $p, accept: { brands: ["${pan}"] }) { status } }`, { p: 'x' }),
};
