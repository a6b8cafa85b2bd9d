import { describe, expect, it } from '@jest/globals';
import { type Config, ConfigError, loadConfig } from '../../src/config/config.js';
import { canary, leaksOf } from '../ops/leak-search.js';

function namesOf(env: Record<string, string>): readonly string[] {
  return mistakesOf(env).map((line) => line.slice(0, line.indexOf(':')));
}

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines();
    throw error;
  }
  return [];
}

const OPEN = { HOST: '0.0.0.0', NODE_ENV: 'production' };
const KEYS = { AUTH: 'api-key', API_KEYS_FILE: '/etc/keys' };
const TLS = { TLS_CERT_FILE: '/etc/cert', TLS_KEY_FILE: '/etc/key' };
const SUBJECTS = { AUTH: 'mtls', MTLS_SUBJECTS_FILE: '/etc/subjects', TLS_CLIENT_CA_FILE: '/etc/ca' };

describe('a way to say who calls', () => {
  it.each<[Record<string, string>, readonly string[]]>([
    [{ AUTH: 'api-key' }, ['API_KEYS_FILE']],
    [{ AUTH: 'jwt' }, ['JWT_JWKS_FILE', 'JWT_AUDIENCE']],
    [{ AUTH: 'jwt', JWT_JWKS_FILE: '/etc/jwks' }, ['JWT_AUDIENCE']],
    [{ AUTH: 'mtls' }, ['MTLS_SUBJECTS_FILE', 'TLS_CLIENT_CA_FILE']],
    [{ ...SUBJECTS, ...TLS, TLS_CLIENT_CA_FILE: '' }, ['TLS_CLIENT_CA_FILE']],
    [{ AUTH: 'basic' }, ['AUTH']],
    [KEYS, []],
    [{ AUTH: 'jwt', JWT_JWKS_FILE: '/etc/jwks', JWT_AUDIENCE: 'https://cards.example' }, []],
    [{ ...SUBJECTS, ...TLS }, []],
  ])('needs what it stands on: %j', (env, names) => {
    expect(namesOf(env)).toEqual(names);
  });
});

describe('a setting about credentials', () => {
  const JWT = { AUTH: 'jwt', JWT_JWKS_FILE: '/etc/jwks', JWT_AUDIENCE: 'us' };

  it.each<[Record<string, string>, readonly string[]]>([
    [{ API_KEYS_FILE: '/etc/keys' }, ['API_KEYS_FILE']],
    [{ ...KEYS, AUTH: '' }, ['API_KEYS_FILE']],
    [{ ...JWT, AUTH: 'none' }, ['JWT_JWKS_FILE', 'JWT_AUDIENCE']],
    [{ JWT_ISSUER: 'somebody', JWT_CLOCK_SKEW_S: '30' }, ['JWT_ISSUER', 'JWT_CLOCK_SKEW_S']],
    [{ MTLS_SUBJECTS_FILE: '/etc/subjects', ...TLS }, ['MTLS_SUBJECTS_FILE']],
    [{ ...JWT, API_KEYS_FILE: '/etc/keys' }, ['API_KEYS_FILE']],
    [{ ...JWT, JWT_ISSUER: 'somebody', JWT_CLOCK_SKEW_S: '5' }, []],
    [{ API_KEYS_FILE: '/etc/keys', AUTH: 'basic' }, ['AUTH']],
    [{ API_KEYS_FILE: '' }, []],
  ])('that would do nothing stops the start: %j', (env, names) => {
    expect(namesOf(env)).toEqual(names);
  });
});

describe('an open address', () => {
  it('is told truthfully what it needs: one of the two', () => {
    expect(mistakesOf(OPEN).join()).toContain('AUTH or TLS_CERT_FILE (either will do)');
  });

  function warningsOf(env: Record<string, string>): Config['warnings'] {
    return loadConfig({ ...OPEN, ...env }).warnings;
  }

  it('starts in production with credentials, TLS, or the word of the operator, and not with none of them', () => {
    expect(namesOf(OPEN)).toEqual(['HOST']);
    for (const env of [KEYS, TLS, { ALLOW_INSECURE: 'true' }]) expect(namesOf({ ...OPEN, ...env })).toEqual([]);
  });

  it('warns about the one that is missing, in production too', () => {
    expect(warningsOf(KEYS)).toEqual([expect.stringContaining('without TLS')]);
    expect(warningsOf(TLS)).toEqual([expect.stringContaining('Set AUTH')]);
    expect(warningsOf({ ...KEYS, ...TLS })).toEqual([]);
    expect(warningsOf({ ...KEYS, ALLOW_INSECURE: 'true' })).toEqual([]);
    expect(loadConfig({ HOST: '0.0.0.0' }).warnings).toHaveLength(1);
  });
});

describe('trusted proxies', () => {
  it.each(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32, 10.1.2.3,::1', '10.0.0.0/32'])('may be %s', (given) => {
    expect(loadConfig({ TRUSTED_PROXIES: given }).trustedProxies).toEqual(given.split(',').map((one) => one.trim()));
  });

  it.each([
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    'proxy.internal',
    '10.0.0.0/8,',
    'fe80::1%eth0',
    '10.0.0.0/08',
  ])('may not be %s', (given) => {
    expect(namesOf({ TRUSTED_PROXIES: given })).toEqual(['TRUSTED_PROXIES']);
  });

  it('are not repeated when they are wrong', () => {
    expect(leaksOf(canary(8), mistakesOf({ TRUSTED_PROXIES: canary(8), JWT_AUDIENCE: canary(8) }).join())).toEqual([]);
  });
});
