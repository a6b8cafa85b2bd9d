import { gzipSync } from 'node:zlib';
import { post, request, upload } from './raw-http.ts';
import { type Dialect, graphql, type Vector } from './vectors.ts';

const CARDS = '/v1/cards/validate';

function validate(pan: unknown, rest: object = {}): string {
  return post(CARDS, { pan, ...rest });
}

function ask(query: string, variables: unknown, { panType }: Dialect): string {
  return graphql(query.replaceAll('PanType', panType), variables);
}

/** Shapes of a REST body. */
export const BODIES: Readonly<Record<string, Vector>> = {
  'the body alone': (pan) => post(CARDS, pan),
  'the body as a string': (pan) => post(CARDS, `"${pan}"`),
  'the body as an array': (pan) => post(CARDS, [pan]),
  'a card number deep inside': (pan) => post(CARDS, `${'{"a":'.repeat(100)}"${pan}"${'}'.repeat(100)}`),
  'a card number in UTF-16': (pan) =>
    upload(CARDS, Buffer.from(`{"pan":"${pan}"}`, 'utf16le'), { 'content-type': 'application/json' }),
  'a body in gzip for one card': (pan) =>
    upload(CARDS, gzipSync(`{"pan":"${pan}"}`), { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
  'a body larger than allowed': (pan) => post(CARDS, { pan: pan.repeat(5000) }),
  'a length that is too short': (pan) => post(CARDS, { pan }, { 'content-length': '20' }),
  'a card number in groups': (pan) => validate(pan.replace(/(....)/g, '$1 ')),
  'a card number in full-width digits': (pan) =>
    validate(pan.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))),
  'a card number with a control character': (pan) => validate(`${pan}\u0007`),
  'a card number as a float': (pan) => post(CARDS, `{"pan":${Number(pan).toExponential()}}`),
  'a card number beyond 2^53': (pan) => post(CARDS, `{"pan":${pan}${pan}}`),
  'a list of card numbers': (pan) => validate([pan, pan]),
  'a card number that is wrong by a digit': (pan) => validate(pan, { cvv: '1', expiry: '13/99' }),
  'an expiry that is a number': (pan) => post(CARDS, `{"pan":"4","expiry":${pan}}`),
  'an expiry that is an object': (pan) => validate('4', { expiry: { month: pan } }),
  'a security code that is a number': (pan) => post(CARDS, `{"pan":"4","cvv":${pan}}`),
  'a funding policy': (pan) => validate('4', { accept: { funding: [pan] } }),
  'a policy that is a string': (pan) => validate('4', { accept: pan }),
  'a policy of many brands': (pan) => validate('4', { accept: { brands: Array.from({ length: 200 }, () => pan) } }),
  'a batch that is an object': (pan) => post('/v1/cards/batch', { cards: [pan] }),
  'a batch too large': (pan) =>
    post(
      '/v1/cards/batch',
      Array.from({ length: 1001 }, () => pan),
    ),
  'a batch with a null': (pan) => post('/v1/cards/batch', [pan, null, { pan }, pan.length]),
  'a batch with strange ids': (pan) => post('/v1/cards/batch', [{ pan: '4', id: pan }]),
  'a batch cut short': (pan) => post('/v1/cards/batch', `[{"pan":"${pan}"},`),
  'digits to check': (pan) => post('/v1/luhn/check', { digits: pan }),
  'digits to complete': (pan) => post('/v1/luhn/check-digit', { digits: pan.slice(0, 15) }),
  'digits as a number': (pan) => post('/v1/luhn/check', `{"digits":${pan}}`),
  'too many digits': (pan) => post('/v1/luhn/check', { digits: pan.repeat(100) }),
  'digits to explain, with a letter': (pan) => post('/v1/luhn/explain', { digits: `${pan}x` }),
  'a prefix in groups': (pan) => request('GET', `/v1/iins/${pan.replace(/(....)(?=.)/g, '$1%20')}`),
  'a prefix and more': (pan) => request('GET', `/v1/iins/411199/${pan}`),
  'a path of many slashes': (pan) => request('GET', `//${pan}//..//${pan}`),
  'a path in capitals': (pan) => request('GET', `/V1/BRANDS/${pan}`),
  'a page of the documentation': (pan) => request('GET', `/docs/${pan}`),
  'HEAD of an unknown path': (pan) => request('HEAD', `/v1/${pan}`),
};

/** Shapes of a GraphQL request. */
export const QUERIES: Readonly<Record<string, Vector>> = {
  'the name of a variable': (pan) => graphql(`query ($a${pan}: Int!) { brands { id } }`, { [`a${pan}`]: 'x' }),
  'a variable nobody declared': (pan) => graphql('{ brands { id } }', { [`a${pan}`]: pan }),
  'a variable that is missing': (pan, dialect) =>
    ask(`query a${pan} ($p: PanType!) { validateCard(pan: $p) { status } }`, {}, dialect),
  'a variable that is null': (pan, dialect) =>
    ask(`query a${pan} ($p: PanType!) { validateCard(pan: $p) { status } }`, { p: null }, dialect),
  'a list variable': (pan, dialect) =>
    ask('query ($p: PanType!) { validateCard(pan: $p) { status } }', { p: [pan] }, dialect),
  'the name of an operation': (pan) => graphql(`query q${pan} { brands { id } }`, {}, { operationName: `q${pan}` }),
  'an operation name that is an object': (pan) => graphql('{ brands { id } }', {}, { operationName: { [pan]: pan } }),
  'a comment': (pan) => graphql(`# ${pan}\n{ brands { id } }`),
  'a comment in a broken document': (pan) => graphql(`{ brands { id # ${pan}`),
  'a block string': (pan) => graphql(`{ brand(id: """${pan}""") { id } }`),
  'a string that nobody closes': (pan) => graphql(`{ brand(id: "${pan}) { id } }`),
  'an unknown fragment type': (pan) => graphql(`{ brands { ... on T${pan} { id } } }`),
  'a mutation': (pan) => graphql(`mutation { a${pan} }`),
  'a subscription': (pan) => graphql(`subscription { a${pan} }`),
  'an introspection': (pan) => graphql(`{ __type(name: "T${pan}") { name } }`),
  'too many aliases': (pan) =>
    graphql(`{ ${Array.from({ length: 60 }, (_, at) => `a${pan}_${at}: brands { id }`).join(' ')} }`),
  'too deep a document': (pan) => graphql(`{ ${'brands { '.repeat(40)}a${pan}${' }'.repeat(40)} }`),
  'too many tokens': (pan) => graphql(`{ brands { ${`a${pan} `.repeat(1500)} } }`),
  'a skipped field': (pan) => graphql(`{ brands @skip(if: ${pan}) { id } }`),
  'a directive of an unknown argument': (pan) => graphql(`{ brands @include(a${pan}: true) { id } }`),
  extensions: (pan) => graphql('{ brands { id } }', {}, { extensions: { [pan]: pan } }),
  'another property of a GraphQL request': (pan) => graphql('{ brands { id } }', {}, { [pan]: pan }),
  'no document': (pan) => post('/graphql', { variables: { pan } }),
  'a GraphQL body cut short': (pan) => post('/graphql', `{"query":"{ a${pan}`),
  'a batch by GraphQL': (pan) =>
    graphql('query ($c: [CardInput!]!) { validateCards(cards: $c) { __typename } }', { c: [{ pan }, { pan: [pan] }] }),
  'digits by GraphQL': (pan) => graphql('query ($d: Digits!) { luhn(digits: $d) { valid } }', { d: `${pan}x` }),
  'an expiry by GraphQL': (pan, dialect) =>
    ask(
      'query ($p: PanType!, $e: String) { validateCard(pan: $p, expiry: $e) { findings { message } } }',
      { p: '4', e: pan },
      dialect,
    ),
  'a document in the query of a POST': (pan) => request('POST', `/graphql?query={a${pan}}`, { body: '{}' }),
};
