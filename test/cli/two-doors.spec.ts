import { expect, test } from '@jest/globals';
import * as door from '../../src/api/stream/batch-query.js';
import * as cli from '../../src/cli/validate/option-parsers.js';

test('the command line and the service read the same columns and delimiters', () => {
  expect(cli.DELIMITERS).toEqual(door.DELIMITERS);
  expect(cli.COLUMN_MAX).toBe(door.COLUMN_MAX);
  expect(cli.COLUMN_NAME_MAX).toBe(door.COLUMN_NAME_MAX);
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
