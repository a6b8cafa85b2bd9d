import { describe, expect, test } from '@jest/globals';
import { BUILT_AT, issuerFile, issuerRecord, issuerTableOf } from '../../../test/support/issuer-rows.js';
import { sha256 } from '../../../test/support/table-rows.js';
import type { ImportedIssuerFile, IssuerRecord } from './issuer-record.js';
import { buildIssuerTable } from './issuer-table-builder.js';
import { IssuerTable } from './issuer-table.js';
import { ArtifactError } from '../section-buffer.js';

const FULL: readonly ImportedIssuerFile[] = [
  issuerFile(
    'kr.cards-2',
    [
      issuerRecord('41234567', '41234569', {
        name: 'Ünïcode — 카드 𝟘',
        product: '\u{feff}Gold "체크"\n',
        funding: 'debit',
        segment: 'commercial',
        brandId: 'visa',
        panLengths: [10, 16, 19],
      }),
      issuerRecord('5', '5', { name: '', country: null, funding: 'prepaid' }),
    ],
    {
      version: '2026-11',
      licence: 'CC-BY-4.0',
      locator: 'https://example.com/카드',
      countries: ['KR', 'US'],
      rank: 99,
      rowsRead: 70_005,
      rowsKept: 70_000,
      skipped: [
        { reason: 'bad_country', count: 2 },
        { reason: 'duplicate', count: 3 },
      ],
      notes: [{ reason: 'brand_unknown', count: 69_999 }],
    },
  ),
  issuerFile('nothing', [], { title: 'Ein Buch mit ß' }),
];

function faultOf(ask: () => unknown): string {
  try {
    ask();
    return 'none';
  } catch (error) {
    if (error instanceof ArtifactError) return error.fault;
    throw error;
  }
}

function answerOf(table: IssuerTable, digits: string): readonly (string | null)[] {
  return table.claims(table.find(digits.padEnd(16, '0'))).map(({ name }) => name);
}

describe('an issuer table', () => {
  test('gives back every field of its files and rows', () => {
    const table = issuerTableOf(FULL);
    expect(table.files).toEqual(FULL.map(({ records: _, ...file }) => file));
    const [claim] = table.claims(table.find('41234568000'));
    expect({ low: '41234567', high: '41234569', ...claim }).toEqual({
      ...FULL[0]!.records[0],
      source: table.files[0],
    });
    expect(table.claims(table.find('59999999999'))[0]).toMatchObject({ name: '', country: null, panLengths: [] });
    expect(table.rowCount).toBe(70_000);
    expect(table.builtAt).toBe(BUILT_AT);
    expect(table.version).toMatch(/^[0-9a-f]{10}$/);
  });

  test('answers without any file: nobody, everywhere', () => {
    const table = issuerTableOf([]);
    expect(answerOf(table, '412345')).toEqual([]);
    expect(table.span('412345')).toEqual({ claims: [], possible: [] });
    expect([...table.intervals()]).toEqual([]);
    expect([table.prefixCount(), table.rowCount, table.files.length]).toEqual([0, 0, 0]);
  });

  test('is the same bytes for the same input, and other bytes for other input', () => {
    const bytes = (files: readonly ImportedIssuerFile[], builtAt = BUILT_AT): string =>
      Buffer.from(buildIssuerTable({ builtAt, files }, sha256)).toString('base64');
    expect(bytes(structuredClone(FULL))).toBe(bytes(FULL));
    expect(bytes(FULL, '2026-11-23T00:00:00Z')).not.toBe(bytes(FULL));
    expect(bytes(FULL.toReversed())).not.toBe(bytes(FULL));
  });

  test('has a version that says nothing of the moment it was built', () => {
    expect(issuerTableOf(FULL, '2026-11-23T00:00:00Z').version).toBe(issuerTableOf(FULL).version);
    expect(issuerTableOf(FULL, '2026-11-23T00:00:00Z').sha256).not.toBe(issuerTableOf(FULL).sha256);
    expect(issuerTableOf(FULL.toReversed()).version).not.toBe(issuerTableOf(FULL).version);
  });

  test('answers from shared memory as from its own', () => {
    const own = issuerTableOf(FULL);
    const memory = new SharedArrayBuffer(own.bytes.length);
    new Uint8Array(memory).set(own.bytes);
    const shared = IssuerTable.open(memory);
    expect(shared.files).toEqual(own.files);
    expect(shared.claims(shared.find('41234568000'))).toEqual(own.claims(own.find('41234568000')));
    expect([...shared.intervals()]).toEqual([...own.intervals()]);
    expect(shared.bytes.buffer).toBe(memory);
  });

  test('gives the same frozen claims every time', () => {
    const table = issuerTableOf(FULL);
    const answer = table.find('41234568000');
    expect(table.claims(answer)).toBe(table.claims(answer));
    expect(Object.isFrozen(table.claims(answer)) && Object.isFrozen(table.claims(answer)[0])).toBe(true);
    expect(table.files).toBe(table.files);
  });

  test('counts prefixes of any number of digits, each once', () => {
    const table = issuerTableOf([
      issuerFile('a', [issuerRecord('41111100', '41111149'), issuerRecord('41111160', '41111205'), issuerRecord('9')]),
    ]);
    expect([1, 2, 3, 6, 8].map((digits) => table.prefixCount(digits))).toEqual([2, 11, 101, 100_002, 10_000_096]);
    expect(table.prefixCount()).toBe(100_002);
  });

  test('merges neighbours that say the same, whatever rows they come from', () => {
    const rows = ['123998', '123999', '124000', '124001000', '124001001'].map((low) => issuerRecord(low));
    expect([...issuerTableOf([issuerFile('a', rows)]).intervals()]).toEqual([
      { start: 12399800000, end: 12400100200, answer: 1 },
    ]);
  });

  test('takes no more room for neighbours that say the same than for one row', () => {
    const rows = Array.from({ length: 100 }, (_, at) => issuerRecord(`412345${String(at).padStart(2, '0')}`));
    const size = (records: readonly IssuerRecord[]): number => issuerTableOf([issuerFile('a', records)]).bytes.length;
    expect(size(rows)).toBe(size([issuerRecord('412345')]));
  });

  test('shares pages: a row of one digit takes hardly more room than one of eleven', () => {
    const size = (low: string): number => issuerTableOf([issuerFile('a', [issuerRecord(low)])]).bytes.length;
    expect(size('4')).toBeLessThan(size('41234567890') + 100);
  });
});

describe('a span', () => {
  const rows = Array.from({ length: 25 }, (_, row) =>
    issuerRecord(`412345${String(row).padStart(2, '0')}`, undefined, { name: `Issuer ${row}` }),
  );
  const table = issuerTableOf([issuerFile('a', [...rows, issuerRecord('5', '5', { name: 'Wide' })])]);

  test('names eight possible claims at most, the first ones', () => {
    const { claims, possible } = table.span('412345');
    expect(claims).toBeNull();
    expect(possible.map(({ name }) => name)).toEqual(rows.slice(0, 8).map(({ name }) => name));
  });

  test('of a wider row is that row', () => {
    expect(table.span('555555').claims).toEqual(table.span('555555').possible);
    expect(table.span('555555').possible).toHaveLength(1);
  });

  test('looks at eleven digits and no further', () => {
    expect(table.span('41234507999'.padEnd(19, '9'))).toEqual(table.span('41234507999'));
    expect(table.span('41234507999').claims?.[0]?.name).toBe('Issuer 7');
  });

  test('of a prefix that only some numbers answer is not one answer', () => {
    expect(table.span('4123452')).toMatchObject({
      claims: null,
      possible: rows.slice(20, 25).map(({ name }) => ({ name })),
    });
    expect(table.span('41234525').claims).toEqual([]);
  });

  test('looks at a thousand changes and no more', () => {
    const many = Array.from({ length: 3000 }, (_, row) =>
      issuerRecord(`412345${String(row * 2).padStart(5, '0')}`, undefined, { name: `Issuer ${row % 3}` }),
    );
    const crowded = issuerTableOf([
      issuerFile('a', [...many, issuerRecord('41234559999', undefined, { name: 'Last' })]),
    ]);
    expect(crowded.span('412345').possible.map(({ name }) => name)).toEqual(['Issuer 0', 'Issuer 1', 'Issuer 2']);
    expect(crowded.span('41234559999').claims).toMatchObject([{ name: 'Last' }]);
  });

  test('takes six digits at least', () => {
    expect(() => table.span('41234')).toThrow(RangeError);
  });
});

describe('rows and files that no importer may let through', () => {
  const build = (records: readonly IssuerRecord[], changes: Partial<ImportedIssuerFile> = {}): unknown =>
    issuerTableOf([issuerFile('a', records, changes)]);

  test.each([
    ['', ''],
    ['412345678901', '412345678901'],
    ['41', '412'],
    ['42', '41'],
    ['4x', '4x'],
    ['４', '４'],
    ['-1', '-1'],
    ['1.', '1.'],
  ])('bounds %j to %j are refused', (low, high) => {
    expect(() => build([issuerRecord('4'), issuerRecord(low, high)])).toThrow('Row 1 of a: low and high');
  });

  test.each([9, 20, 15.5, NaN])('a PAN length of %d is refused', (length) => {
    expect(() => build([issuerRecord('4', '4', { panLengths: [16, length] })])).toThrow('Row 0 of a: no card');
  });

  test.each([0, 100, 1.5, NaN])('a rank of %d is refused', (rank) => {
    expect(() => build([], { rank })).toThrow('The rank of a is not a number from 1 to 99.');
  });

  test('two files of one id are refused', () => {
    expect(() => issuerTableOf([issuerFile('a', []), issuerFile('b', []), issuerFile('a', [])])).toThrow(
      'There are two files named a.',
    );
  });

  test.each([-1, 1.5, 2 ** 32, NaN])('a count of %d rows is refused', (count) => {
    expect(() => build([], { rowsRead: count })).toThrow(RangeError);
    expect(() => build([], { notes: [{ reason: 'odd', count }] })).toThrow(RangeError);
  });

  test('more rows than 32 bits can count are refused', () => {
    const files = ['a', 'b'].map((id) => issuerFile(id, [], { rowsKept: 2 ** 31 }));
    expect(() => issuerTableOf(files)).toThrow('more rows than 32 bits');
  });

  test('funding that nobody knows is refused', () => {
    expect(() => build([issuerRecord('4', '4', { funding: 'barter' as IssuerRecord['funding'] })])).toThrow(RangeError);
  });
});

describe('bytes that are no issuer table', () => {
  const records = [issuerRecord('41234567', '41234568'), issuerRecord('41234567', '41234567', { country: 'US' })];
  const good = (): ArrayBuffer => buildIssuerTable({ builtAt: BUILT_AT, files: [issuerFile('a', records)] }, sha256);

  /** A copy with numbers of one section replaced. */
  function damaged(
    section: string,
    ...numbers: readonly (readonly [index: number, value: number, bytes?: number])[]
  ): ArrayBuffer {
    const buffer = good();
    const view = new DataView(buffer);
    const entries = Array.from({ length: view.getUint32(52, true) }, (_, index) => 64 + index * 24);
    const nameAt = (entry: number): string => Buffer.from(buffer, entry, 16).toString('latin1').replaceAll('\0', '');
    const offset = view.getUint32(entries.find((entry) => nameAt(entry) === section)! + 16, true);
    for (const [index, value, bytes = 4] of numbers)
      if (bytes === 4) view.setInt32(offset + index * 4, value, true);
      else if (bytes === 2) view.setUint16(offset + index * 2, value, true);
      else view.setUint8(offset + index, value);
    return buffer;
  }

  /** Asks everything a table can be asked. */
  function exhaust(buffer: ArrayBufferLike): void {
    const table = IssuerTable.open(buffer);
    for (const digits of ['41234567000', '41234569000', '00000000000']) table.claims(table.find(digits));
    table.span('412345');
    for (const { answer } of table.intervals()) table.claims(answer);
    expect(table.files).toHaveLength(1);
  }

  test('are refused at every truncation and with bytes too many', () => {
    const whole = good();
    for (let size = 0; size < whole.byteLength; size += size < 600 ? 1 : 131)
      expect(faultOf(() => IssuerTable.open(whole.slice(0, size)))).not.toBe('none');
    const longer = new Uint8Array(whole.byteLength + 8);
    longer.set(new Uint8Array(whole));
    expect(faultOf(() => IssuerTable.open(longer.buffer))).toBe('wrong_size');
  });

  test('are refused when they are a table of another kind', () => {
    const buffer = good();
    new DataView(buffer).setUint32(40, 1, true);
    expect(faultOf(() => IssuerTable.open(buffer))).toBe('wrong_kind');
  });

  test.each<[string, ArrayBuffer]>([
    ['a root that points beyond the pages', damaged('index.root', [412, 0xffff, 2])],
    ['pools whose offsets go beyond their bytes', damaged('names.offsets', [2, 0xffff])],
    ['lists whose offsets go beyond their values', damaged('several.offsets', [2, 0xffff])],
    ['more facts than columns hold', damaged('facts.count', [0, 3])],
    ['a time of building that is none', damaged('builtAt', [0, 0x41, 1])],
    ['a version that is none', damaged('contentSha256', [0, 0x20, 1])],
  ])('are refused at once with %s', (_, buffer) => {
    expect(faultOf(() => IssuerTable.open(buffer))).toBe('corrupt');
  });

  test.each<[string, ArrayBuffer]>([
    ['a slot that points beyond the cells', damaged('index.pages', [1000 + 345, ~0xffff])],
    ['a block longer than the cells', damaged('index.cells', [0, 0xffff])],
    ['an empty block', damaged('index.cells', [0, 0])],
    ['an answer that is none', damaged('index.cells', [3, 0xffff])],
    ['an answer below none', damaged('index.cells', [3, -5])],
    ['several claims of which one is none', damaged('several.values', [0, 0xffff])],
    ['offsets that descend', damaged('names.offsets', [1, 10])],
    ['bytes that are no text', damaged('names.bytes', [0, 0xff, 1])],
    ['a name that is none', damaged('facts.name', [0, 99, 1])],
    ['funding that is none', damaged('facts.kind', [0, 99, 1])],
    ['a file with a title that is none', damaged('files', [1, 0xffff])],
  ])('are found out when asked, with %s', (_, buffer) => {
    expect(faultOf(() => exhaust(buffer))).toBe('corrupt');
  });

  test('are otherwise a table that can be asked everything', () => {
    expect(faultOf(() => exhaust(good()))).toBe('none');
  });

  test('answer to no number that did not come out of them', () => {
    const table = IssuerTable.open(good());
    for (const answer of [-1, 4, 0.5, NaN]) expect(faultOf(() => table.claims(answer))).toBe('corrupt');
  });
});
