import fc from 'fast-check';
import { idTexts } from './json-lines.js';

/** Lines of CSV, all with the same delimiter; `|` stands for it until it is known. */
export function csvLines(pans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cell = fc.oneof(
    { weight: 5, arbitrary: cellsOf(pans) },
    { weight: 4, arbitrary: cellsOf(idTexts) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_CELLS) },
  );
  const row = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(DELIMITER));
  const plain = fc.tuple(fc.oneof(pans, idTexts), pans).map((cells) => cells.join(DELIMITER));
  return fc.oneof(
    { weight: 5, arbitrary: plain },
    { weight: 8, arbitrary: row },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', ' ', DELIMITER, DELIMITER.repeat(4), '"', '""', '"""', '""""', `"${DELIMITER}"`),
    },
  );
}

/** Stands for the delimiter; in no text that is made here. */
export const DELIMITER = '\ue000';

const ODD_CELLS = [
  ...[
    '""',
    '"',
    '"a',
    'a"',
    'a"b',
    '"a"b',
    '"a" ',
    ' "a"',
    '"a""',
    '"a""b"',
    '""a""',
    '"\r"',
    '\r',
    '"a\0"',
    "'a'",
    '\ufeff',
    '\\"a\\"',
  ],
  ...[`"${DELIMITER}"`, `"a${DELIMITER}b"`, `"a""${DELIMITER}""b"`, `"${DELIMITER}`, '"\ue0ff"', '\ue0c3'],
];

/** Plain, quoted, or quoted where it has to be. */
function cellsOf(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.nat({ max: 3 })).map(([text, kind]) => {
    const isSpecial = /["\r\n,;\t|]/.test(text);
    return kind === 0 || (kind < 3 && isSpecial) ? `"${text.replaceAll('"', '""')}"` : text;
  });
}
