import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ConfigError, configFromEnvironment, loadConfig } from '../../src/config/config.js';
import { SETTING_TABLE } from '../../src/config/settings.js';
import { VERSION } from '../../src/config/version.js';

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines();
    throw error;
  }
  return [];
}

const namesOf = (env: Record<string, string>) => mistakesOf(env).map((line) => line.slice(0, line.indexOf(':')));

describe('the settings', () => {
  it('need nothing: an empty environment serves on loopback with every limit set', () => {
    const { warnings, ...settings } = loadConfig({});
    expect(settings).toEqual({
      nodeEnv: 'unset',
      listen: null,
      listenMode: '0660',
      host: '127.0.0.1',
      port: 3000,
      managementHost: '127.0.0.1',
      managementPort: 9090,
      allowInsecure: false,
      logLevel: 'info',
      logFormat: 'auto',
      otelExporterOtlpEndpoint: null,
      otelExporterOtlpHeaders: {},
      otelServiceName: 'iinspect',
      traceSamplePercent: 100,
      trustTraceContext: false,
      graphqlEnabled: true,
      introspection: false,
      graphiql: false,
      docsEnabled: true,
      bodyBytesMax: 65_536,
      batchBodyBytesMax: 2_097_152,
      batchCardsMax: 1000,
      luhnDigitsMax: 1024,
      graphqlDepthMax: 10,
      graphqlAliasesMax: 30,
      graphqlRootFieldsMax: 20,
      graphqlTokensMax: 1000,
      requestTimeoutMs: 10_000,
      headersTimeoutMs: 5000,
      keepAliveTimeoutMs: 65_000,
      shutdownDrainMs: 1000,
      shutdownGraceMs: 10_000,
      writeStallMs: 15_000,
      maxConnections: 10_000,
      batchWorkers: Math.min(Math.max(availableParallelism() - 1, 1), 4),
      batchLineBytesMax: 16_384,
      batchLinesMax: 1_000_000_000,
      batchStreamsMax: 16,
      batchIdleMs: 60_000,
      batchRateMin: 100,
      batchInflationRatioMax: 250,
      batchInflatedBytesMax: 64 * 1024 ** 3,
      issuerData: null,
      issuerDataRequired: false,
      issuerDataPollMs: 30_000,
      issuerDataBytesMax: 134_217_728,
      issuerDataRowsMax: 2_000_000,
      issuerDataSkippedPercentMax: 10,
      issuerDataChangePercentMax: 20,
      issuerDataTimeoutMs: 60_000,
      auth: 'none',
      apiKeysFile: null,
      jwtJwksFile: null,
      jwtAudience: null,
      jwtIssuer: null,
      jwtClockSkewS: 30,
      mtlsSubjectsFile: null,
      accessPollMs: 5000,
      trustedProxies: [],
      turnBudgetMs: 100,
      requestsInFlightMax: 5_000,
      pipelineMax: 64,
      tlsCertFile: null,
      tlsKeyFile: null,
      tlsClientCaFile: null,
      tlsMinVersion: '1.2',
      tlsPollMs: 30_000,
      rateCardsPerClient: 0,
      rateCardsPerAddress: 0,
      rateWindowS: 60,
      rateClientsMax: 100_000,
      redisUrl: null,
      rateWithoutRedis: 'open',
      redisTimeoutMs: 100,
      abuseClientsMax: 10_000,
      abuseWindowS: 600,
      abuseCardsMin: 100,
      abuseSequentialPercent: 50,
      abuseFailPercent: 80,
    });
    expect(warnings).toEqual([]);
  });

  it('are named after their fields', () => {
    for (const [field, { name }] of Object.entries(SETTING_TABLE)) {
      expect(name).toBe(field.replace(/[A-Z]/g, '_$&').toUpperCase());
    }
  });

  it('cannot be changed after they were read', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.warnings)).toBe(true);
  });

  it('treat an empty variable as an absent one', () => {
    expect(loadConfig({ PORT: '', LOG_LEVEL: '' })).toEqual(loadConfig({}));
  });

  it('open introspection and GraphiQL, and do not drain, in development only', () => {
    const development = loadConfig({ NODE_ENV: 'development' });
    expect(development).toMatchObject({ introspection: true, graphiql: true, shutdownDrainMs: 0 });
    expect(loadConfig({ NODE_ENV: 'production' })).toMatchObject({ introspection: false, graphiql: false });
    expect(loadConfig({ NODE_ENV: 'development', GRAPHIQL: 'false' })).toMatchObject({
      introspection: true,
      graphiql: false,
    });
  });

  it('let the management address follow HOST unless it is given', () => {
    expect(loadConfig({ HOST: '::1' }).managementHost).toBe('::1');
    expect(loadConfig({ HOST: '::1', MANAGEMENT_HOST: '127.0.0.2' }).managementHost).toBe('127.0.0.2');
  });

  it('are read from the environment of the process', () => {
    process.env['PORT'] = '0';
    try {
      expect(configFromEnvironment().port).toBe(0);
    } finally {
      delete process.env['PORT'];
    }
  });
});

describe('a wrong setting', () => {
  it('stops the start with every mistake listed, each on a line of its own', () => {
    expect(
      mistakesOf({ PORT: '70000', LOG_LEVEL: 'loud', INTROSPECTION: 'yes', SHUTDOWN_GRACE_MS: '-1', HOST: 'http://x' }),
    ).toEqual([
      'HOST: expected an IP address or a host name, without port or brackets',
      'PORT: expected a whole number from 0 to 65535',
      'LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent',
      'INTROSPECTION: expected true or false',
      'SHUTDOWN_GRACE_MS: expected milliseconds, a whole number from 0 to 2147483647',
    ]);
  });

  it.each(Object.values(SETTING_TABLE))('is refused for $name without repeating the value', ({ name }) => {
    const value = '4111111111111111';
    const lines = mistakesOf({ [name]: value });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}: expected `));
    expect(lines[0]).not.toContain(value);
  });

  it.each(['1e3', '0x10', ' 80', '80.0', '+80', '８０', 'constructor', 'NaN'])('is refused for PORT=%j', (PORT) => {
    expect(namesOf({ PORT })).toEqual(['PORT']);
  });

  it.each([
    'INTROSPECTION',
    'GRAPHIQL',
    'GRAPHQL_DEPTH_MAX',
    'GRAPHQL_ALIASES_MAX',
    'GRAPHQL_ROOT_FIELDS_MAX',
    'GRAPHQL_TOKENS_MAX',
  ])('is refused for %s where there is no GraphQL, and only there', (name) => {
    const env = { [name]: name.endsWith('_MAX') ? '10' : 'false' };
    const mistake = `${name}: expected nothing while GRAPHQL_ENABLED is false: it would not be looked at`;
    expect(mistakesOf({ ...env, GRAPHQL_ENABLED: 'false' })).toEqual([mistake]);
    expect(mistakesOf({ ...env, GRAPHQL_ENABLED: 'true' })).toEqual([]);
    expect(mistakesOf({ GRAPHQL_ENABLED: 'false', NODE_ENV: 'development' })).toEqual([]);
  });

  it.each(['TRUE', '1', 'on', 'toString', '__proto__'])('is refused for a flag that says %j', (DOCS_ENABLED) => {
    expect(namesOf({ DOCS_ENABLED })).toEqual(['DOCS_ENABLED']);
  });
});

describe('the path of issuer data', () => {
  it.each(['/data/issuers', 'issuers.iin', './카드/발급사.csv', '/etc/iinspect/..data/issuers 2026.csv'])(
    'may be %j',
    (ISSUER_DATA) => {
      expect(loadConfig({ ISSUER_DATA }).issuerData).toBe(ISSUER_DATA);
    },
  );

  it.each(['4539 5787 6362 1486', '/', '../..', 'a\0b', 'a\nb', 'x'.repeat(4097)])('may not be %j', (ISSUER_DATA) => {
    expect(namesOf({ ISSUER_DATA })).toEqual(['ISSUER_DATA']);
  });

  it('is not blamed for being required when it is itself wrong', () => {
    expect(namesOf({ ISSUER_DATA: '4539 5787', ISSUER_DATA_REQUIRED: 'true' })).toEqual(['ISSUER_DATA']);
  });
});

describe('settings that contradict each other', () => {
  it.each([
    [{ HEADERS_TIMEOUT_MS: '20000' }, 'HEADERS_TIMEOUT_MS'],
    [{ BODY_BYTES_MAX: '4194304' }, 'BATCH_BODY_BYTES_MAX'],
    [{ PORT: '9090' }, 'MANAGEMENT_PORT'],
    [{ PORT: '8080', MANAGEMENT_PORT: '8080', MANAGEMENT_HOST: '0.0.0.0' }, 'MANAGEMENT_PORT'],
    [{ ISSUER_DATA_REQUIRED: 'true' }, 'ISSUER_DATA'],
    [{ TLS_CERT_FILE: 'tls.crt' }, 'TLS_KEY_FILE'],
    [{ TLS_KEY_FILE: 'tls.key' }, 'TLS_KEY_FILE'],
    [{ TLS_CLIENT_CA_FILE: 'ca.crt' }, 'TLS_CLIENT_CA_FILE'],
    [{ APOLLO_KEY: 'service:x:y' }, 'APOLLO_KEY'],
    [{ APOLLO_SCHEMA_REPORTING: 'true' }, 'APOLLO_SCHEMA_REPORTING'],
    [{ NODE_DEBUG: 'http' }, 'NODE_DEBUG'],
  ])('%j blames %s', (env, name) => {
    expect(namesOf(env as Record<string, string>)).toEqual([name]);
  });

  it('may share a port on two addresses, or let the system choose both ports', () => {
    expect(mistakesOf({ PORT: '8080', MANAGEMENT_PORT: '8080', MANAGEMENT_HOST: '127.0.0.2' })).toEqual([]);
    expect(mistakesOf({ PORT: '0', MANAGEMENT_PORT: '0' })).toEqual([]);
  });

  it('are not blamed twice when one of them is wrong by itself', () => {
    expect(namesOf({ HEADERS_TIMEOUT_MS: 'soon', PORT: 'x', MANAGEMENT_PORT: 'x' })).toEqual([
      'PORT',
      'MANAGEMENT_PORT',
      'HEADERS_TIMEOUT_MS',
    ]);
  });
});

describe('an address that others can reach', () => {
  it.each(['0.0.0.0', '::', '10.1.2.3', 'cards.internal'])('stops the start in production (%s)', (HOST) => {
    expect(namesOf({ HOST, NODE_ENV: 'production' })).toEqual(['HOST']);
    expect(mistakesOf({ HOST, NODE_ENV: 'production' })[0]).toContain('ALLOW_INSECURE');
  });

  it('only warns elsewhere', () => {
    expect(loadConfig({ HOST: '0.0.0.0' }).warnings).toHaveLength(1);
    expect(loadConfig({ HOST: '0.0.0.0', NODE_ENV: 'development' }).warnings).toHaveLength(1);
  });

  it('is served without a word once somebody took the responsibility', () => {
    expect(loadConfig({ HOST: '0.0.0.0', NODE_ENV: 'production', ALLOW_INSECURE: 'true' }).warnings).toEqual([]);
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])('is not %s', (HOST) => {
    expect(loadConfig({ HOST, NODE_ENV: 'production' }).warnings).toEqual([]);
  });
});

it('the version is the one of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(manifest.version);
});
