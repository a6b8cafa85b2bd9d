import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { VERSION } from '../../src/config/version.js';
import { SETTINGS } from '../../src/config/settings.js';
import { BATCH_FINDING_CODES } from '../../src/core/batch/batch-finding.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { quoted } from './markdown.js';

const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
const words = quoted(changelog);

/** What a caller hangs on is told to callers, once it is there. */
describe('CHANGELOG.md', () => {
  test('has an entry for this version', () => {
    expect(changelog).toMatch(new RegExp(`^## \\[${VERSION.replaceAll('.', String.raw`\.`)}\\]`, 'm'));
  });

  test('names every finding, of a card or of a line', () => {
    expect(BATCH_FINDING_CODES.filter((code) => !words.includes(code))).toEqual([]);
  });

  test('names every setting of streams', () => {
    const ours = SETTINGS.map(({ name }) => name).filter((name) => name.startsWith('BATCH_'));
    expect(ours.length).toBeGreaterThan(7);
    const older = ['BATCH_BODY_BYTES_MAX', 'BATCH_CARDS_MAX'];
    expect(ours.filter((name) => !words.includes(name)).toSorted()).toEqual(older);
  });

  test('names every metric of ours', () => {
    const named = words.map((word) => word.replace(/\{.*\}$/, ''));
    const ours = new Metrics(VERSION).registry.getMetricsAsArray().map(({ name }) => name);
    expect(ours.filter((name) => /^(card|http)_/.test(name) && !named.includes(name))).toEqual([]);
  });
});
