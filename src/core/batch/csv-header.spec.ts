import { describe, expect, test } from '@jest/globals';
import { BatchInputError } from './batch-input-error.js';
import type { CsvColumns } from './batch-plan.js';
import { findCsvColumns, type CsvQuestion } from './csv-header.js';

function find(header: string | null, changes: Partial<CsvQuestion> = {}): CsvColumns {
  const question: CsvQuestion = { delimiter: 44, hasHeader: true, panColumn: 'pan', idColumn: 'id', ...changes };
  return findCsvColumns(question, header === null ? null : new TextEncoder().encode(header));
}

function faultOf(header: string, changes: Partial<CsvQuestion> = {}): string {
  try {
    find(header, changes);
    return 'none';
  } catch (error) {
    return error instanceof BatchInputError ? error.fault : String(error);
  }
}

describe('the columns of a CSV', () => {
  test.each([
    ['pan,id', 0, 1],
    ['id,pan', 1, 0],
    ['name,id,,pan,', 3, 1],
    ['PAN,Id', 0, 1],
    [' pan ,\tid', 0, 1],
    ['"pan","id"', 0, 1],
    ['" pan ",id', 0, 1],
    ['"a,pan,id",pan,"id"', 1, 2],
    ['"a ""pan"",",pan,id', 1, 2],
    ['"",pan,id', 1, 2],
    ['카드,pan,id', 1, 2],
  ])('are found by name in the header %j', (header, pan, id) => {
    expect(find(header)).toEqual({ delimiter: 44, pan, id });
  });

  test.each([
    [';', 'a,b;pan;id'],
    ['\t', 'a,b\tpan\tid'],
    ['|', '"|"|pan|id'],
  ])('are told apart by the delimiter %j', (delimiter, header) => {
    expect(find(header, { delimiter: delimiter.charCodeAt(0) })).toEqual({
      delimiter: delimiter.charCodeAt(0),
      pan: 1,
      id: 2,
    });
  });

  test('are found by any name that is asked for, its case and blanks aside', () => {
    expect(find('Card number,Ref', { panColumn: ' card NUMBER', idColumn: 'ref' })).toMatchObject({ pan: 0, id: 1 });
    expect(find('a,a b', { panColumn: 'a', idColumn: 'A B' })).toMatchObject({ pan: 0, id: 1 });
    expect(find('x,', { panColumn: 'x', idColumn: '' })).toMatchObject({ pan: 0, id: 1 });
    expect(find('1,2,3', { panColumn: '3', idColumn: '1' })).toMatchObject({ pan: 2, id: 0 });
    expect(find('x""y,pan', { idColumn: 'x""y' })).toMatchObject({ pan: 1, id: 0 });
    expect(find('pan,"an ""id"""', { idColumn: 'an "id"' })).toMatchObject({ pan: 0, id: 1 });
  });

  test('may be one and the same', () => {
    expect(find('pan', { idColumn: 'pan' })).toMatchObject({ pan: 0, id: 0 });
  });

  test('are found by their place, from 1 on, with a header or without', () => {
    expect(find(null, { panColumn: 3, idColumn: 1 })).toEqual({ delimiter: 44, pan: 2, id: 0 });
    expect(find('a,b,c', { panColumn: 3, idColumn: 1 })).toEqual({ delimiter: 44, pan: 2, id: 0 });
    expect(find('a,pan', { idColumn: 1 })).toEqual({ delimiter: 44, pan: 1, id: 0 });
  });

  test('are missing when the header has fewer of them', () => {
    expect(faultOf('pan,x', { idColumn: 3 })).toBe('csv_column_missing');
    expect(faultOf('pan,x', { panColumn: 3, idColumn: null })).toBe('csv_column_missing');
    expect(find('pan,x', { panColumn: 2, idColumn: null })).toMatchObject({ pan: 1 });
  });

  test('need hold no id', () => {
    expect(find('pan', { idColumn: null })).toEqual({ delimiter: 44, pan: 0, id: null });
    expect(find(null, { panColumn: 1, idColumn: null })).toEqual({ delimiter: 44, pan: 0, id: null });
  });

  test('need hold no id that nobody asked for', () => {
    const isIdOptional = true;
    expect(find('pan', { isIdOptional })).toMatchObject({ pan: 0, id: null });
    expect(find('id,pan,ID', { isIdOptional })).toMatchObject({ pan: 1, id: null });
    expect(find('pan,id', { isIdOptional })).toMatchObject({ pan: 0, id: 1 });
    expect(find('pan,x', { isIdOptional, idColumn: 2 })).toMatchObject({ pan: 0, id: 1 });
    expect(faultOf('id,card', { isIdOptional })).toBe('csv_column_missing');
  });

  test.each([
    ['', 'csv_column_missing'],
    ['id', 'csv_column_missing'],
    ['pan', 'csv_column_missing'],
    ['pan;id', 'csv_column_missing'],
    ['pans,id', 'csv_column_missing'],
    ['"pan,id"', 'csv_column_missing'],
    ['pan,id,pan', 'csv_column_twice'],
    ['pan,id,Pan ', 'csv_column_twice'],
    ['pan,id,"ID"', 'csv_column_twice'],
    ['"pan,id', 'csv_header_damaged'],
    ['pan,"id', 'csv_header_damaged'],
    ['"pan"x,id', 'csv_header_damaged'],
    ['"pan" ,id', 'csv_header_damaged'],
    ['"pan"",id', 'csv_header_damaged'],
    ['pan,id,"', 'csv_header_damaged'],
  ])('are not to be had from the header %j: %s', (header, fault) => expect(faultOf(header)).toBe(fault));

  test('are asked of no header that is missing', () => {
    expect(() => find(null)).toThrow(new BatchInputError('csv_column_missing'));
  });

  test('are not confused by bytes that are no UTF-8', () => {
    const header = Uint8Array.from([0xff, 0x2c, ...new TextEncoder().encode('pan,id')]);
    const question: CsvQuestion = { delimiter: 44, hasHeader: true, panColumn: 'pan', idColumn: 'id' };
    expect(findCsvColumns(question, header)).toMatchObject({ pan: 1, id: 2 });
  });
});
