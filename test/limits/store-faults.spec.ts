import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RateStoreLog } from '../../src/logging/rate-log.js';
import { STORE_FAULTS } from '../../src/security/budget/rate-observer.js';
import { quoted, tableRows } from '../docs/markdown.js';

const PAGE = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');

describe('a Redis that cannot be used', () => {
  it.each(STORE_FAULTS)('is not said to be silent, for it may have answered: %s', (fault) => {
    const lines: unknown[] = [];
    const put = (message: string, fields: object = {}): unknown => lines.push({ message, ...fields });
    new RateStoreLog({ info: put, warn: put }, 'open').storeLost(fault);
    expect(lines).toEqual([{ message: 'budgets are not shared: Redis cannot be used', fault, without: 'open' }]);
  });

  it('has every word for what is wrong explained in docs/limits.md', () => {
    const after = PAGE.slice(PAGE.indexOf('| `fault`'));
    const rows = tableRows(after.slice(0, after.indexOf('\n\n')));
    expect(rows.flatMap(([fault = '']) => quoted(fault))).toEqual([...STORE_FAULTS]);
  });
});
