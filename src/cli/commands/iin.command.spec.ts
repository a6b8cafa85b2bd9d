import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cli } from '../../../test/cli/fake-io.js';
import { folderWith, OWN_CSV } from '../../../test/cli/issuer-files.js';
import { displayWidth } from '../text/display-width.js';
import { COLUMNS_MAX } from '../text/table.js';

describe('iinspect iin', () => {
  let [folder, data] = ['', ''];
  beforeAll(() => {
    folder = folderWith({ 'own.csv': OWN_CSV });
    data = join(folder, 'own.csv');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function iin(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout } = await cli('iin', ...args);
    expect(exitCode).toBe(0);
    return stdout;
  }

  test('says the facts of a brand beyond doubt, and no more', async () => {
    const text = await iin('453957');
    expect(text).toMatch(
      /^Prefix 453957\n\n {2}brand {5}Visa\n {2}lengths {3}13 16 19\n {2}networks {2}Visa \(its own\)\n/,
    );
    expect(text).toMatch(/\n {2}decided {3}yes, whatever digits follow\n/);
    expect(text).toMatch(/\n {2}industry {2}4: Banking and financial\n/);
    expect(text).toMatch(/\n {2}source {4}\S/);
    expect(text).toMatch(/\n {2}data {6}\d{4}-\d\d-\d\d-[0-9a-f]{8}\n$/);
    expect(text).not.toMatch(/Candidates|Findings|issuer/);
  });

  test('lists the candidates while several are left', async () => {
    const text = await iin('6');
    expect(text).toContain('  brand     not decided; see the candidates\n');
    expect(text).toMatch(/ {2}decided {3}not yet: \d more digits at most\n/);
    expect(text).toMatch(/\n {2}UnionPay +62 +15-19 +high\n/);
    expect(text).toMatch(/\n {2}Laser +6304 +16-19 +medium +closed\n/);
  });

  test('says that nobody knows the prefix', async () => {
    const text = await iin('000000');
    expect(text).toContain('none known');
    expect(text).not.toContain('Candidates');
    expect(text).toMatch(/\nFindings\n {2}warning {2}IIN_UNKNOWN\n {4}\S/);
  });

  test('names the issuer and the file that says so', async () => {
    expect(await iin('457973', '--data', data)).toContain(
      [
        '  issuer    KB국민카드',
        '            South Korea (KR) · credit · consumer · 체크',
        '            source: own (brand there: Visa)',
        '',
      ].join('\n'),
    );
    expect(await iin('453957', '--data', data)).toContain('  issuer    none in the issuer data\n');
  });

  test('lists issuers of several countries, and prefers none', async () => {
    const text = await iin('353600', '--data', data);
    expect(text).toContain('  issuer    several; see the issuer candidates\n');
    expect(text).toMatch(/\nIssuer candidates\n {2}IN {2}Acme India {2}debit {3}own\n {2}JP {2}JCB {9}credit {2}own\n/);
    expect(text).toContain('IIN_AMBIGUOUS');
  });

  test('speaks Korean', async () => {
    const text = await iin('353600', '--data', data, '--lang', 'ko');
    expect(text).toMatch(/^앞자리 353600\n\n {2}브랜드 {2}JCB\n/);
    expect(text).toMatch(/\n발급사 후보\n/);
    expect(text).toMatch(/\n알림\n {2}주의 {2}IIN_AMBIGUOUS\n/);
  });

  test.each(['4', '6', '62', '353600', '457973', '506699', '90'])(
    'fits 80 columns for %s, in both languages',
    async (prefix) => {
      for (const lang of ['en', 'ko']) {
        const text = await iin(prefix, '--data', data, '--lang', lang);
        expect(text.split('\n').filter((line) => displayWidth(line) > COLUMNS_MAX)).toEqual([]);
        expect(text).not.toMatch(/[ \t]\n/);
      }
    },
  );

  test('prints JSON with the industry in the language', async () => {
    const json: unknown = JSON.parse(await iin('353600', '--data', data, '--json', '--lang', 'ko'));
    expect(json).toMatchObject({
      prefix: '353600',
      brand: { id: 'jcb' },
      industry: { digit: '3', name: '여행·엔터테인먼트' },
      issuer: null,
      issuerCandidates: [{ country: 'IN' }, { country: 'JP' }],
    });
  });

  test.each(['', '12a', '4111 11', '453957876362', '４５', '-1', '4.5'])('refuses %p as a prefix', async (prefix) => {
    const { exitCode, stdout, stderr } = await cli('iin', '--', prefix);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^iinspect: A prefix is the first 1 to 11 digits of a card number, /);
  });
});
