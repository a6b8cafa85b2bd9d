import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../src/config/settings.js';
import { ROW_NOTES, SKIP_REASONS } from '../../src/bin-data/importers/importer.js';
import { IMPORTERS } from '../../src/bin-data/importers/importer-list.js';
import { OWN_COLUMNS } from '../../src/bin-data/importers/own-row.js';
import { ISSUER_DATA_FAULTS } from '../../src/bin-data/issuer-data-error.js';
import { importText } from '../bin-data/import-text.js';
import { quoted, tableRows } from './markdown.js';

const page = readFileSync(new URL('../../docs/issuer-data.md', import.meta.url), 'utf8');

/** The rows of the table below a heading or sentence, up to the next heading. */
function tableAfter(text: string): readonly (readonly string[])[] {
  const [, after = ''] = page.split(text);
  return tableRows(after.split(/\n#+ /)[0]!);
}

function firstWords(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.flatMap(([first = '']) => quoted(first)).filter((word) => word !== '');
}

describe('docs/issuer-data.md', () => {
  test('lists the formats there are, with the countries and the rank they have', () => {
    const rows = tableAfter('## Formats').filter(([format]) => format?.startsWith('`'));
    expect(rows.map(([format, , countries, rank]) => [format, countries, rank]).toSorted()).toEqual(
      IMPORTERS.map(({ format, countries, rank }) => [
        `\`${format}\``,
        countries.join() || 'all',
        String(rank),
      ]).toSorted(),
    );
  });

  test('shows our columns', () => {
    expect(firstWords(tableAfter('### Our own format')).filter((word) => /^[a-z_]+$/.test(word))).toEqual(OWN_COLUMNS);
  });

  test('shows examples of our format that can be read', async () => {
    for (const [, kind, text] of page.matchAll(/```(csv|ndjson)\n((?:low|\{"low")[^`]+)```/g)) {
      const { file } = await importText(text!);
      expect([kind, file.rowsRead, file.skipped, file.notes]).toEqual([kind, kind === 'csv' ? 2 : 1, [], []]);
    }
    expect([...page.matchAll(/```(csv|ndjson)\n(?:low|\{"low")/g)]).toHaveLength(2);
  });

  test('explains every reason to leave a row out, and every note', () => {
    const [skips = '', notes = ''] = (page.split('### Rows that are left out')[1] ?? '')
      .split(/\n## /)[0]!
      .split('Rows that are taken');
    expect(firstWords(tableRows(skips)).toSorted()).toEqual(SKIP_REASONS.toSorted());
    expect(firstWords(tableRows(notes)).toSorted()).toEqual(ROW_NOTES.toSorted());
  });

  test('says what to do about every fault', () => {
    expect(firstWords(tableAfter('### Faults')).toSorted()).toEqual(ISSUER_DATA_FAULTS.toSorted());
  });

  test('names settings that exist', () => {
    const named = quoted(page).flatMap((word) => /^ISSUER_DATA\w*/.exec(word)?.[0] ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => SETTINGS.every((setting) => setting.name !== name))).toEqual([]);
  });
});
