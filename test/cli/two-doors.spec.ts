import { expect, test } from '@jest/globals';
import * as door from '../../src/api/stream/batch-query.js';
import { csvQuestion } from '../../src/cli/validate/inputs/csv-question.js';
import * as cli from '../../src/cli/validate/option-parsers.js';
import type { ValidateOptions } from '../../src/cli/validate/validate-options.js';

test('the command line and the service read the same columns and delimiters', () => {
  const column = cli.column('--pan-column');
  for (const text of ['1', '9999', 'x', 'x'.repeat(128)]) {
    const query = door.parseBatchQuery({ panColumn: text }, 'csv');
    expect(query.csv?.panColumn).toEqual(column(text));
  }
  for (const text of ['0', '10000', '', ' ', 'x'.repeat(129), `${'0'.repeat(128)}1`]) {
    expect(() => door.parseBatchQuery({ panColumn: text }, 'csv')).toThrow();
    expect(() => column(text)).toThrow();
  }
  for (const text of [',', ';', 'tab', '|']) {
    expect(door.parseBatchQuery({ delimiter: text }, 'csv').csv?.delimiter).toBe(cli.parseDelimiter(text));
  }
  for (const text of [':', ' ', '', ',,', '\t', 'toString']) {
    expect(() => door.parseBatchQuery({ delimiter: text }, 'csv')).toThrow();
    expect(() => cli.parseDelimiter(text)).toThrow();
  }
});

test('the command line and the service ask the same question of a CSV when little or nothing was said', () => {
  const asked = (given: Readonly<Record<string, string>>) => door.parseBatchQuery(given, 'csv').csv;
  const typed = (options: Partial<ValidateOptions>) =>
    csvQuestion({ header: true, delimiter: 44, ...options } as ValidateOptions);
  expect(typed({})).toEqual(asked({}));
  expect(typed({ header: false })).toEqual(asked({ header: 'false' }));
  expect(typed({ idColumn: 'x' })).toEqual(asked({ idColumn: 'x' }));
  expect(typed({ header: false, panColumn: 2, idColumn: 1 })).toEqual(
    asked({ header: 'false', panColumn: '2', idColumn: '1' }),
  );
  expect(() => typed({ header: false, idColumn: 'x' })).toThrow();
  expect(() => asked({ header: 'false', idColumn: 'x' })).toThrow();
});
