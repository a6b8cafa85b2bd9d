import fc from 'fast-check';
import { FOREIGN } from './pan-texts.js';

/** Lines of NDJSON as programs print them, as people write them, and damaged in every way. */
export function jsonLines(pans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 6, arbitrary: plainObjects(pans) },
    { weight: 6, arbitrary: oddObjects(pans) },
    { weight: 2, arbitrary: jsonStrings(pans) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...NO_OBJECTS), numbers, otherValues) },
  );
  const spaced = fc.tuple(blanks, line, blanks).map((parts) => parts.join(''));
  return fc.oneof(
    { weight: 6, arbitrary: line },
    { weight: 2, arbitrary: spaced },
    { weight: 2, arbitrary: damaged(line) },
  );
}

/** `{"pan": "…", "id": 7}` and `{"id":7,"pan":"…"}`: the forms a fast reader is made for. */
function plainObjects(pans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const style = fc.constantFrom(['', ''], [' ', ' '], [' ', ''], ['', ' ']);
  return fc
    .tuple(pans, fc.option(idTexts.map((text) => JSON.stringify(text))), numbers, style, fc.nat({ max: 5 }))
    .map(([pan, id, number, [colon, comma], order]) => {
      const members = [
        `"pan":${colon}${JSON.stringify(pan)}`,
        ...(order === 5 ? [] : [`"id":${colon}${id ?? number}`]),
        ...(order === 4 ? [`"name":${colon}"A. Nobody"`] : []),
      ];
      return `{${(order % 2 === 0 ? members : members.reverse()).join(`,${comma}`)}}`;
    });
}

function oddObjects(pans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const value = fc.oneof({ weight: 4, arbitrary: jsonStrings(fc.oneof(pans, idTexts)) }, numbers, otherValues);
  const pan = fc.tuple(keys('pan'), fc.oneof({ weight: 5, arbitrary: jsonStrings(pans) }, numbers, otherValues));
  const id = fc.tuple(
    keys('id'),
    fc.oneof({ weight: 4, arbitrary: jsonStrings(idTexts) }, { weight: 2, arbitrary: numbers }, otherValues),
  );
  const other = fc.tuple(fc.oneof(fc.constantFrom(...OTHER_KEYS), jsonStrings(idTexts)), value);
  const member = fc.oneof({ weight: 4, arbitrary: pan }, { weight: 4, arbitrary: id }, { weight: 3, arbitrary: other });
  return fc
    .tuple(fc.option(pan), fc.array(fc.tuple(member, blanks, blanks), { maxLength: 4 }), fc.nat({ max: 4 }), blanks)
    .map(([first, rest, at, blank]) => {
      const members = rest.map(([[key, text], before, after]) => `${before}${key}${after}:${before}${text}${after}`);
      if (first !== null) members.splice(at, 0, `${first[0]}:${first[1]}`);
      return `{${blank}${members.join(',')}}`;
    });
}

/** The key, now and then in escapes. */
function keys(key: string): fc.Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(JSON.stringify(key)) }, jsonStrings(fc.constant(key)));
}

const OTHER_KEYS = [
  ...[
    '"name"',
    '"Pan"',
    '"pan2"',
    '"pa"',
    '"p"',
    '""',
    '"ids"',
    '"ID"',
    '"i"',
    '"__proto__"',
    '"constructor"',
    '"0"',
    '"1"',
  ],
  ...['"pan\\u0000"', '"pan "', '"\\"pan\\""', '"id\\\\"', '"toString"', '"카드"', '"\\ud800"'],
];

const NO_OBJECTS = [
  ...[
    '',
    ' ',
    '\t',
    '\r ',
    '[]',
    '{}',
    'null',
    'true',
    '[{"pan":"4"}]',
    '{',
    '}',
    '"',
    '""',
    '"\\"',
    '{"pan"',
    '{"pan":',
    '{"pan":"4',
  ],
  ...[
    '[',
    'nul',
    'truee',
    'undefined',
    'NaN',
    'Infinity',
    "{'pan':'4'}",
    '{pan:"4"}',
    '{"pan":"4"}{"pan":"4"}',
    '{"pan":"4"},',
    '\ufeff{}',
  ],
  ...[
    '{"pan":"4",}',
    '{,"pan":"4"}',
    '{"pan":"4" "id":1}',
    '{"pan"="4"}',
    '{"pan":NaN}',
    '{"pan":"4"]',
    '["pan":"4"]',
    '\ufeff',
    '\u00a0',
  ],
  ...[
    '{"pan":"4\t"}',
    '{"pan":"4\0"}',
    '{"id":"\\x41"}',
    '{"id":"\\u00"}',
    '{"id":"\\u12G4"}',
    '{"id":"\\U0041"}',
    '// {}',
    '{"a":1}/**/',
  ],
  ...[
    '{"a":[1,]}',
    '{"a":[,1]}',
    '{"a":{"b"}}',
    '{"a":{},"pan":"4"',
    '{"id":"a","pan":"4"}}',
    '"4" "4"',
    '{"a":tru}',
    '{"a":}',
    '{"a"}',
  ],
  ...[
    '\0',
    '{}\0',
    '\x0b{}',
    '{}\x0c',
    '{"pan":"4"}\u2028',
    '-',
    '{"id":1,"id"}',
    '{"a":"\ue0c3"}',
    '{"\ue0ff":1}',
    '"\ue0e2\ue082"',
    '\ue0ff',
  ],
];

const numbers = fc.oneof(
  { weight: 4, arbitrary: fc.nat().map(String) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        '0',
        '-0',
        '-1',
        '1.50',
        '0.0',
        '1e5',
        '1E+5',
        '1e-07',
        '-1.5E3',
        '1e400',
        '-1e400',
        '5e-324',
        '9007199254740993',
      ],
      ...[
        '12345678901',
        '123456789012',
        '-123456789012',
        '1234567890.12',
        '123456.789012',
        '12345e678901',
        '0.123456789012',
      ],
      ...[
        '4'.repeat(255),
        '4.'.padEnd(256, '1'),
        '1'.padEnd(260, '0'),
        '1e'.padEnd(256, '0'),
        '1e'.padEnd(257, '0'),
        '0e0',
      ],
    ),
  },
  // These are none.
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '01',
      '-',
      '+1',
      '.5',
      '1.',
      '1.e5',
      '1e',
      '1e+',
      '0x1F',
      '--1',
      '1_0',
      '00',
      '-01',
      '1.5.2',
      '１',
    ),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{1,10})?([eE][+-]?[0-9]{1,3})?$/) },
);

const otherValues = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '[]',
    '{}',
    '[ ]',
    '{ }',
    '[1,2]',
    '[[[]]]',
    '[{"pan":"4","id":1}]',
    '{"pan":"4","id":"a"}',
  ),
  fc.constantFrom(
    '{"id":{"id":7}}',
    '["]","}","\\"]"]',
    '{"a":"}","b":[{}]}',
    '[null,true,false,-0.5e1,"\\u005d"]',
    '[1 ,\t2 ]',
  ),
  fc.nat({ max: 60 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.json({ maxDepth: 3 }),
);

/** Text as a JSON string; characters that need no escape have one now and then. */
export function jsonStrings(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: texts.map((text) => JSON.stringify(text)) },
    { weight: 1, arbitrary: texts.map((text) => `"${text.replaceAll(/["\\\n]/g, '\\$&')}"`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(texts, fc.integer({ min: 1, max: 9 }), fc.boolean())
        .map(([text, every, upper]) => `"${escaped(text, every, upper)}"`),
    },
  );
}

function escaped(text: string, every: number, upper: boolean): string {
  return Array.from({ length: text.length }, (_, index) => {
    const unit = text[index]!;
    const isRawByte = unit >= '\ue080' && unit <= '\ue0ff';
    if (unit === '/' && upper) return '\\/';
    if (index % every !== 0 || isRawByte) return JSON.stringify(unit).slice(1, -1);
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${upper ? hex.toUpperCase() : hex}`;
  }).join('');
}

const blanks = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(' ', '\t', '\r'), maxLength: 12 }) },
);

/** The ids callers may have: their own, random ones, card-like ones, long ones, and what is hard to write. */
export const idTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.nat().map((id) => `order-${id}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '',
        'a',
        ' a',
        'a ',
        ' ',
        'a,b',
        'a"b',
        '"',
        'a\rb',
        'a;b',
        'a\tb',
        '1.50',
        '=1+1',
        '카드',
        '\ud800',
        'a\udc00b',
        '😀',
      ],
      ...[
        'order-12345678-901',
        'order-12345678-9012',
        '4111-1111 1111.1111',
        '4111--1111--1111--1111',
        '123456a789012',
      ],
      ...[
        '123456{789012',
        '123456}789012',
        '123456[789012',
        '123456]789012',
        '1 2 3 4 5 6 7 8 9 0 1 2',
        '123456²789012',
        '123456😀789012',
      ],
      ...[
        '１２３４５６７８９０１２',
        '١٢٣٤٥٦٧٨٩٠١٢',
        '12345６７８９０１２',
        '１２３４５６７８９０１',
        '12345678901',
        '123456789012',
        '123456카789012',
        '123456\x00789012',
      ],
      ...[
        '12345678-1234-1234-1234-123456789012',
        'ABCDEF01-2345-6789-abcd-ef0123456789',
        '12345678-1234-1234-1234-1234567890123',
      ],
      ...[
        '12345678-1234-1234-1234-12345678901g',
        '12345678_1234-1234-1234-123456789012',
        '{12345678-1234-1234-1234-123456789012}',
      ],
      ...[
        '\x7f\x80\u2028\u2029',
        '\b\f\n\r\t\\/',
        '\ue0ff',
        'a\ue0e2\ue082',
        '\ue0f0\ue09f\ue098z',
        '\x01\x1f',
        '123456\ue0ff789012',
        '123456\u0300789012',
      ],
    ),
  },
  { weight: 1, arbitrary: fc.uuid() },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'é', '€', '😀', '"', '\\', '\x01', '1x'), fc.integer({ min: 250, max: 262 }))
      .map(
        ([unit, bytes]) =>
          unit.repeat(Math.floor(bytes / new TextEncoder().encode(unit).length)) + 'y'.repeat(bytes % 2),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom('1', '2', '3', '1234', '-', ' ', '.', 'a', '{', ...FOREIGN),
      maxLength: 14,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('1', '12', '-', ' ', '１'), minLength: 8, maxLength: 16 }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** Cut short, or with one character gone, doubled or exchanged. */
function damaged(lines: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const character = fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '0',
    '-',
    'u',
    '\0',
    '\t',
    '\x1f',
    '\x7f',
    '\ue0ff',
    '\ufeff',
    '\u00a0',
  );
  return fc.tuple(lines, fc.nat({ max: 100 }), fc.nat({ max: 3 }), character).map(([line, percent, kind, other]) => {
    const at = Math.min(Math.floor((line.length * percent) / 100), Math.max(0, line.length - 1));
    if (kind === 0) return line.slice(0, at);
    if (kind === 1) return line.slice(0, at) + line.slice(at + 1);
    return line.slice(0, at) + other + line.slice(kind === 2 ? at : at + 1);
  });
}
