import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { VERSION } from '../../src/config/version.js';
import { FINDING_CODES } from '../../src/core/finding.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { quoted } from './markdown.js';

const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
const words = quoted(changelog);

/** What a caller hangs on is told to callers, once it is there. */
describe('CHANGELOG.md', () => {
  test('has an entry for this version', () => {
    expect(changelog).toMatch(new RegExp(`^## \\[${VERSION.replaceAll('.', String.raw`\.`)}\\]`, 'm'));
  });

  test('names every finding', () => {
    expect(FINDING_CODES.filter((code) => !words.includes(code))).toEqual([]);
  });

  test('names every metric of ours', () => {
    const named = words.map((word) => word.replace(/\{.*\}$/, ''));
    const ours = new Metrics(VERSION).registry.getMetricsAsArray().map(({ name }) => name);
    expect(ours.filter((name) => /^(card|http)_/.test(name) && !named.includes(name))).toEqual([]);
  });
});
