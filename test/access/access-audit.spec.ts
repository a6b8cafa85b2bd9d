import { expect, it } from '@jest/globals';
import { AccessAudit } from '../../src/logging/access-audit.js';

it('an audit line has the fields it names, whatever else the entry brings along', () => {
  const lines: unknown[] = [];
  const write = (_message: string, fields: unknown): void => void lines.push(fields);
  const audit = new AccessAudit({ info: write, warn: write, error: write });
  const place = { requestId: 'r', route: '/v1/brands', clientId: 'shop', address: '192.0.2.7' };
  const richer = { ...place, credential: 'secret' };
  audit.budgetSpent(richer);
  audit.accessRefused({ ...richer, reason: 'unknown', kind: 'api_key' });
  expect(lines).toEqual([place, { ...place, reason: 'unknown', kind: 'api_key' }]);
});
