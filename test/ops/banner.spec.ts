import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { bannerText, logStart, type StartFacts } from '../../src/logging/banner.js';
import { startService } from '../../src/start-service.js';
import { Folder, makeKey } from '../access/credential-files.js';
import { LogCapture } from './log-capture.js';

const FACTS: StartFacts = {
  version: '0.1.0',
  dataVersion: 'd',
  ranges: 1,
  brands: 1,
  issuerData: { version: null, rows: 0, fault: null },
  api: 'http://127.0.0.1:3000',
  management: 'http://127.0.0.1:9090',
  graphql: true,
  docs: false,
  auth: 'none',
  asksCertificates: false,
  warnings: [],
};
const SECURE = 'https://127.0.0.1:3000';
const CA = "--cacert '<authority of TLS_CERT_FILE>'";

const folder = new Folder();
afterAll(() => folder.remove());

function exampleIn(text: string): string {
  return /^ {2}curl -s (.*)\/v1\/cards\/validate /m.exec(text)?.[1] ?? '';
}

describe('the addresses that are told', () => {
  const told = (facts: Partial<StartFacts>): readonly string[] => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const log = { info: (_message: string, fields = {}) => void lines.push(fields), warn: () => undefined };
    logStart(log, { ...FACTS, ...facts });
    return Object.keys(lines[0] ?? {});
  };

  it('have GraphQL among them exactly when it is there', () => {
    expect(told({})).toContain('graphql');
    expect(told({ graphql: false })).not.toContain('graphql');
    expect(bannerText(FACTS)).toContain('/graphql');
    expect(bannerText({ ...FACTS, graphql: false })).not.toContain('graphql');
  });
});

describe('the call that the banner proposes', () => {
  it.each<[Partial<StartFacts>, string]>([
    [{}, 'http://127.0.0.1:3000'],
    [{ api: SECURE }, `${CA} ${SECURE}`],
    [{ auth: 'api-key' }, "-H 'authorization: Bearer <API key>' http://127.0.0.1:3000"],
    [{ auth: 'jwt', api: SECURE }, `${CA} -H 'authorization: Bearer <token>' ${SECURE}`],
    [
      { auth: 'mtls', asksCertificates: true, api: SECURE },
      `${CA} --cert '<client certificate>' --key '<its key>' ${SECURE}`,
    ],
    [{ api: 'unix:/run/iinspect/s.sock' }, '--unix-socket /run/iinspect/s.sock http://localhost'],
    [{ api: "unix:/a b/it's.sock" }, String.raw`--unix-socket '/a b/it'\''s.sock' http://localhost`],
  ])('has what a service needs that is %j', (facts, expected) => {
    expect(exampleIn(bannerText({ ...FACTS, ...facts }))).toBe(expected);
  });

  it('follows the settings of the service, and holds no key', async () => {
    const { line } = makeKey(['cards']);
    const out = new LogCapture(true);
    const fixed = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', BATCH_WORKERS: '0' };
    const env = { ...fixed, AUTH: 'api-key', API_KEYS_FILE: folder.write('keys', line) };
    await (await startService(loadConfig(env), out)).stop();
    expect(exampleIn(out.text)).toMatch(/^-H 'authorization: Bearer <API key>' http:\/\/127\.0\.0\.1:\d+$/);
    expect(out.text).not.toContain('iik_');
  });
});
