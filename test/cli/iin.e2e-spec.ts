import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadEmbeddedTable } from '../../src/bin-data/embedded-iin-source.js';
import { loadIssuerData } from '../../src/bin-data/load/issuer-load.js';
import { CardTables } from '../../src/core/card-tables.js';
import { IssuerTable } from '../../src/core/issuers/issuer-table.js';
import type { IinSource } from '../../src/validation/ports.js';
import { createApiApp, realValidation, TODAY } from '../api/support/api-app.js';
import { cli } from './fake-io.js';
import { folderWith, OWN_CSV } from './issuer-files.js';

const LIMITS = { bytesMax: 2 ** 20, rowsMax: 100, skippedPercentMax: 0 };
const PREFIXES = ['4', '6', '62', '353600', '353601', '457973', '457974', '22000050', '22', '0', '50', '41111111111'];

async function issuerSource(path: string): Promise<IinSource> {
  const { bytes } = await loadIssuerData(path, LIMITS);
  const tables = new CardTables(loadEmbeddedTable(), IssuerTable.open(bytes));
  return {
    current: () => ({ tables, loadedAt: TODAY }),
    issuerData: () => ({ state: 'current', fault: null, checkedAt: null }),
  };
}

describe('iinspect iin --json', () => {
  const folder = folderWith({ 'own.csv': OWN_CSV });
  const data = join(folder, 'own.csv');
  let [plain, informed]: NestFastifyApplication[] = [];
  beforeAll(async () => {
    plain = await createApiApp();
    informed = await createApiApp({ api: { validation: realValidation(await issuerSource(data)) } });
  });
  afterAll(async () => {
    await Promise.all([plain?.close(), informed?.close()]);
    rmSync(folder, { recursive: true });
  });

  async function rest(app: NestFastifyApplication | undefined, prefix: string, lang: string): Promise<unknown> {
    const headers = { 'accept-language': lang };
    const answer = await app!.inject({ url: `/v1/iins/${prefix}`, headers });
    expect(answer.statusCode).toBe(200);
    return answer.json();
  }

  test.each(PREFIXES.flatMap((prefix) => ['en', 'ko'].map((lang) => [prefix, lang] as const)))(
    'is the body of GET /v1/iins/%s in %s, without issuer data and with it',
    async (prefix, lang) => {
      const own = await cli('iin', prefix, '--json', '--lang', lang);
      expect(JSON.parse(own.stdout)).toEqual(await rest(plain, prefix, lang));
      const withIssuers = await cli('iin', prefix, '--json', '--lang', lang, '--data', data);
      expect(JSON.parse(withIssuers.stdout)).toEqual(await rest(informed, prefix, lang));
    },
  );

  test('has the keys in the same order too', async () => {
    const { stdout } = await cli('iin', '457973', '--json', '--data', data);
    const answer = await informed!.inject({ url: '/v1/iins/457973' });
    expect(JSON.stringify(JSON.parse(stdout))).toBe(answer.body);
  });
});
