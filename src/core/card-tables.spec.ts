import { describe, expect, test } from '@jest/globals';
import { issuerFile, issuerRecord, issuerTableOf } from '../../test/support/issuer-rows.js';
import { rangeRow, tableOf } from '../../test/support/table-rows.js';
import { CardTables } from './card-tables.js';

const ours = tableOf([rangeRow('visa', '4')]);
const theirs = issuerTableOf([issuerFile('korea', [issuerRecord('453957')])]);

describe('the tables', () => {
  test.each([
    ['with issuers', new CardTables(ours, theirs)],
    ['without', new CardTables(ours, null)],
  ])('are opened anew from their bytes, %s', (_which, tables) => {
    const again = CardTables.open(tables.buffers);
    expect(again.version).toBe(tables.version);
    expect(again.iins.brands).toEqual(tables.iins.brands);
    expect(again.issuers?.rowCount).toBe(tables.issuers?.rowCount);
    expect(again.iins.bytes.buffer).toBe(tables.iins.bytes.buffer);
  });
});
