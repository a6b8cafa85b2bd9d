import { describe, expect, test } from '@jest/globals';
import { IMPORTER_CASES } from '../../../test/bin-data/fixture-files.js';
import { importText } from '../../../test/bin-data/import-text.js';
import { cellsOfLine } from './file-rows.js';
import { IMPORTERS } from './importer-list.js';
import { ISSUER_FORMATS } from './importer.js';

describe('the format of a file', () => {
  test('has one importer each', () => {
    expect(IMPORTERS.map(({ format }) => format).sort()).toEqual([...ISSUER_FORMATS].sort());
  });

  test.each(IMPORTER_CASES)(
    '$format is known by its first line, and only its own importer knows it',
    ({ format, text }) => {
      const line = text.replace(/^\ufeff/, '').split('\n')[0]!;
      const knowing = IMPORTERS.filter((importer) => importer.recognizes(cellsOfLine(line, importer.layout) ?? []));
      expect(knowing.map((importer) => importer.format)).toEqual([format]);
    },
  );

  test.each(IMPORTER_CASES)('$format is found behind a byte order mark and blank lines', async ({ format, text }) => {
    const { file } = await importText(`\ufeff${text.replace(/^\ufeff/, '')}`);
    expect(file.format).toBe(format);
    expect((await importText(`\n\n${text.replace(/^\ufeff/, '')}`)).file.records).toEqual(file.records);
  });

  test.each(IMPORTER_CASES)('$format can be asked for', async ({ format, text }) => {
    expect((await importText(text, { format })).file.format).toBe(format);
  });

  test.each(IMPORTER_CASES)('$format is refused where another one is asked for', async ({ format, text }) => {
    for (const other of ISSUER_FORMATS.filter((candidate) => candidate !== format)) {
      await expect(importText(text, { format: other })).rejects.toMatchObject({
        fault: 'unknown_format',
        place: { file: 'rows.csv', line: 1 },
      });
    }
  });

  test.each(['hello', 'low;high', 'bin,type,more', '{"prefix":"4"}', '[]', 'null', '"low', '<html>'])(
    'of a file that begins with %s is unknown, and the known ones are listed',
    async (line) => {
      await expect(importText(`${line}\n1,2\n`)).rejects.toMatchObject({
        fault: 'unknown_format',
        place: { line: 1, hint: expect.stringContaining(ISSUER_FORMATS.join(', ')) },
      });
    },
  );
});

describe('what is said of a format', () => {
  test.each(IMPORTER_CASES)(
    '$format has rank 1 if it speaks of particular countries or is ours, 3 if it names no issuer, else 2',
    ({ importer }) => {
      const first = importer.countries.length > 0 || importer.format.startsWith('iinspect');
      const last = importer.format === 'eftpos-au';
      expect(importer.rank).toBe(last ? 3 : first ? 1 : 2);
    },
  );
});
