import { expect, test } from '@jest/globals';
import { findCardNumbers } from '../../scripts/card-scan-finder.js';
import { productionPackages } from '../../scripts/supply-chain-lock.js';
import { newCanary } from '../leaks/canary.js';

const PAN = newCanary();
const inScript = (zero: number): string => [...PAN].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

test.each<[string, string, string]>([
  ['in Extended Arabic-Indic digits', inScript(0x06f0), 'digits'],
  ['in Devanagari digits', inScript(0x0966), 'digits'],
  ...['k', 'kk', 'kkk'].map((glued): [string, string, string] => [
    `in base64 that hangs on ${glued.length} letters`,
    `${glued}${Buffer.from(`${PAN} etc.`).toString('base64')}`,
    'base64',
  ]),
])('the scan sees a card number written %s', (_form, text, form) => {
  expect(findCardNumbers(Buffer.from(text), new Set())).toContainEqual({ line: 1, form });
});

test('what only development needs, be it optionally, does not ship', () => {
  const good = { version: '1.0.0' };
  const packages = { '': {}, 'node_modules/a': good, 'node_modules/b': { ...good, devOptional: true } };
  expect(productionPackages({ lockfileVersion: 3, packages }).map(([path]) => path)).toEqual(['node_modules/a']);
});
