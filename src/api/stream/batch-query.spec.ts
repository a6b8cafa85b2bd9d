import { describe, expect, it } from '@jest/globals';
import { parse } from 'node:querystring';
import { BATCH_FIELDS, DEFAULT_BATCH_FIELDS } from '../../core/batch/batch-field.js';
import type { BatchInput } from '../../core/batch/batch-plan.js';
import { RequestProblem } from '../problems/request-problem.js';
import { type BatchQuery, parseBatchQuery } from './batch-query.js';

function read(query: string, input: BatchInput = 'csv'): BatchQuery {
  return parseBatchQuery(parse(query), input);
}

function mistakes(query: string, input: BatchInput = 'csv'): readonly string[] {
  try {
    read(query, input);
    return [];
  } catch (error) {
    if (!(error instanceof RequestProblem) || error.code !== 'invalid_request') throw error;
    return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe('the parameters of a stream', () => {
  it('may all be left out', () => {
    expect(read('', 'ndjson')).toEqual({ fields: DEFAULT_BATCH_FIELDS, only: [], csv: null });
    expect(read('', 'text').csv).toBeNull();
    const csv = { delimiter: 44, hasHeader: true, panColumn: 'pan', idColumn: 'id', isIdOptional: true };
    expect(read('').csv).toEqual(csv);
  });

  it('choose fields in their order, and statuses', () => {
    const query = read('fields=maskedPan,offset,brand&only=invalid,unrecognized');
    expect(query).toMatchObject({ fields: ['maskedPan', 'offset', 'brand'], only: ['invalid', 'unrecognized'] });
    expect(read(`fields=${BATCH_FIELDS.join(',')}`).fields).toEqual(BATCH_FIELDS);
  });

  it('say how a CSV is read', () => {
    expect(read('header=false&delimiter=tab').csv).toMatchObject({
      delimiter: 9,
      hasHeader: false,
      panColumn: 1,
      idColumn: null,
    });
    const named = { panColumn: 'card', idColumn: 7, hasHeader: true, delimiter: 59 };
    expect(read('delimiter=%3B&panColumn=card&idColumn=7').csv).toEqual(named);
    expect(read('delimiter=|&panColumn=12').csv).toMatchObject({ delimiter: 124, panColumn: 12 });
  });

  it.each([
    ['fields=', '/query/fields not_allowed'],
    ['fields=status,', '/query/fields not_allowed'],
    ['fields=pan', '/query/fields not_allowed'],
    ['fields=toString', '/query/fields not_allowed'],
    ['fields=status,status', '/query/fields repeated'],
    ['fields=status&fields=brand', '/query/fields repeated'],
    [`fields=${'status,'.repeat(40)}`, '/query/fields too_many_items'],
    [`fields=${'x'.repeat(1025)}`, '/query/fields too_long'],
    ['only=good', '/query/only not_allowed'],
    ['only=valid,valid', '/query/only repeated'],
    ['header=yes', '/query/header not_allowed'],
    ['delimiter=x', '/query/delimiter not_allowed'],
    ['delimiter=toString', '/query/delimiter not_allowed'],
    ['panColumn=', '/query/panColumn not_allowed'],
    ['panColumn=0', '/query/panColumn not_allowed'],
    ['panColumn=10000', '/query/panColumn not_allowed'],
    ['header=false&panColumn=pan', '/query/panColumn not_allowed'],
    [`idColumn=${'x'.repeat(129)}`, '/query/idColumn too_long'],
    ['Fields=status', '/query unknown_property'],
    ['__proto__=1', '/query unknown_property'],
  ])('%s is refused', (query, mistake) => expect(mistakes(query)).toEqual([mistake]));

  it('of a CSV are refused beside other input', () => {
    const all = 'header=true&delimiter=,&panColumn=1&idColumn=2';
    const pointers = ['header', 'delimiter', 'panColumn', 'idColumn'].map((name) => `/query/${name} csv_only`);
    expect(mistakes(all, 'ndjson')).toEqual(pointers);
    expect(mistakes(all, 'text')).toEqual(pointers);
  });

  it('are blamed together, unknown ones once and without their names', () => {
    expect(mistakes('a=1&b=2&only=x&fields=y')).toEqual([
      '/query unknown_property',
      '/query/fields not_allowed',
      '/query/only not_allowed',
    ]);
  });
});
