import fc from 'fast-check';

/** Structured nonsense, almost right, which is where the mistakes are. `canary` is a card number that nobody may tell back. */
export interface Values {
  readonly body: fc.Arbitrary<unknown>;
  readonly graphql: fc.Arbitrary<unknown>;
  readonly line: fc.Arbitrary<string>;
  readonly header: fc.Arbitrary<string>;
  readonly segment: fc.Arbitrary<string>;
}

const NAMES = [
  ...['pan', 'expiry', 'cvv', 'accept', 'brands', 'funding', 'countries', 'digits', 'id', 'query', 'variables'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'length', '0', ''],
];
const TEXTS = ['4111111111111111', '12/30', 'visa', 'credit', 'KR', '', '\ud800', '\0', '１２３'];
const TOKENS = [
  ...[
    '{',
    '}',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '!',
    '$',
    '@',
    '...',
    '=',
    '"x"',
    '"""',
    '1',
    '-1.5e9',
    'null',
    '#',
    '|',
  ],
  ...[
    'query',
    'mutation',
    'fragment',
    'on',
    'a',
    'b',
    '$p',
    '...a',
    '__typename',
    '__schema',
    '@include(if: true)',
    '@skip',
  ],
  ...[
    'PAN!',
    'Digits!',
    '[CardInput!]!',
    'Query',
    'Brand',
    'String',
    'validateCard',
    'validateCards',
    'luhn',
    'brands',
  ],
  ...['brand', 'iin', 'dataset', 'pan', 'cards', 'digits', 'id', 'prefix', 'status', 'accept', 'name', 'released'],
];
const OPERATIONS = [
  'query ($p: PAN!, $c: String, $a: AcceptanceInput) { validateCard(pan: $p, cvv: $c, accept: $a) { status maskedPan findings { message } } }',
  'query ($p: [CardInput!]!) { validateCards(cards: $p) { results { formatted } summary { total } } }',
  'query ($p: Digits!) { luhn(digits: $p) { valid } luhnCheckDigit(digits: $p) { checkDigit } }',
  'query ($p: IinPrefix!) { iin(prefix: $p) { prefix } }',
  'query ($p: ID!) { brand(id: $p) { id } }',
];

export function valuesWith(canary: string): Values {
  const name = fc.oneof(fc.constantFrom(...NAMES, canary), fc.string({ unit: 'binary', maxLength: 6 }));
  const text = fc.oneof(
    fc.constantFrom(...TEXTS, canary, `${canary.slice(0, 15)}x`),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[0-9 -]{0,30}$/),
  );
  const scalar = fc.oneof(text, fc.double({ noNaN: true }), fc.maxSafeInteger(), fc.constantFrom(null, true, false));
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const loose = fc.oneof(text, json);
  const card = fc.record({ pan: loose, expiry: loose, cvv: loose, accept: json, digits: loose }, { requiredKeys: [] });
  const words = fc.array(fc.constantFrom(...TOKENS, canary, `"${canary}"`, `a${canary}`), { maxLength: 30 });
  const document = words.map((tokens) => tokens.join(' '));
  return {
    body: fc.oneof(json, card, card, fc.array(fc.oneof(card, text), { maxLength: 6 })),
    graphql: fc.oneof(
      fc.record(
        { query: fc.oneof(document, text), variables: json, operationName: loose },
        { requiredKeys: ['query'] },
      ),
      fc.record({
        query: fc.constantFrom(...OPERATIONS),
        variables: fc.record({ p: fc.oneof(loose, card), c: json, a: json }),
      }),
    ),
    line: fc.oneof(
      text,
      fc.tuple(text, text).map(String),
      fc.oneof(card, json).map((value) => JSON.stringify(value)),
    ),
    header: fc.oneof(
      fc.constant(canary),
      fc.stringMatching(/^[ -~]{0,40}$/),
      fc.constantFrom('*/*', 'ko', 'gzip', '"x"', '*'),
    ),
    segment: fc.oneof(
      fc.constantFrom(
        canary,
        'v1',
        'brands',
        'iins',
        'cards',
        'validate',
        '411111',
        'metrics',
        'readyz',
        '..',
        '%00',
        '%',
        '',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }).map((part) => encodeURIComponent(part.toWellFormed())),
    ),
  };
}
