import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/config/config.js';

type Env = Readonly<Record<string, string>>;

function namesOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map(({ name }) => name);
    throw error;
  }
  return [];
}

const LISTEN = 'unix:/run/iinspect/iinspect.sock';
const TLS = { TLS_CERT_FILE: '/etc/cert', TLS_KEY_FILE: '/etc/key' };
const path = (bytes: number): string => `/run/${'x'.repeat(bytes - 5)}`;

describe('LISTEN', () => {
  it('is TCP, or the path of a socket', () => {
    expect(loadConfig({}).listen).toBeNull();
    expect(loadConfig({ LISTEN: 'tcp' }).listen).toBeNull();
    expect(loadConfig({ LISTEN }).listen).toBe('/run/iinspect/iinspect.sock');
  });

  it.each([path(107), '/a', '/run/카드/s.sock', `/run/${'카'.repeat(34)}`, '/run/a b.sock'])(
    'may be unix:%s',
    (given) => {
      expect(loadConfig({ LISTEN: `unix:${given}` }).listen).toBe(given);
    },
  );

  it.each([
    ['with a path that is too long', `unix:${path(108)}`],
    ['with a path of more bytes than letters', `unix:/run/${'카'.repeat(35)}`],
    ['with a path that is not absolute', 'unix:run/s.sock'],
    ['with a path that ends like a folder', 'unix:/run/s.sock/'],
    ['as a URL', 'unix:///run/s.sock'],
    ['without a path', 'unix:'],
    ['with a number for a path', 'unix:/4111'],
    ['with a zero byte', 'unix:/run/\0s'],
    ['with a line feed', 'unix:/run/a\nb'],
    ['as a bare path', '/run/s.sock'],
    ['as something else', 'TCP'],
  ])('may not be written %s', (_how, given) => {
    expect(namesOf({ LISTEN: given })).toEqual(['LISTEN']);
  });

  it('says how long a path may be', () => {
    expect(() => loadConfig({ LISTEN: `unix:${path(108)}` })).toThrow(ConfigError);
    const mistakes = (() => {
      try {
        return (loadConfig({ LISTEN: `unix:${path(108)}` }), []);
      } catch (error) {
        return (error as ConfigError).lines();
      }
    })();
    expect(mistakes.join()).toContain('at most 107 bytes');
  });
});

describe('settings beside a socket', () => {
  it.each<[Env, readonly string[]]>([
    [{}, []],
    [{ MANAGEMENT_HOST: '0.0.0.0', MANAGEMENT_PORT: '3000' }, []],
    [{ LISTEN_MODE: '0600', NODE_ENV: 'production', AUTH: 'none' }, []],
    [{ LISTEN_MODE: '0666', NODE_ENV: 'production' }, []],
    [{ LISTEN_MODE: '0777' }, ['LISTEN_MODE']],
    [{ LISTEN_MODE: '0440' }, ['LISTEN_MODE']],
    [{ HOST: '127.0.0.1' }, ['HOST']],
    [{ HOST: '0.0.0.0', PORT: '3000', NODE_ENV: 'production' }, ['HOST', 'PORT']],
    [TLS, ['TLS_CERT_FILE', 'TLS_KEY_FILE']],
    [{ TLS_CERT_FILE: '/etc/cert' }, ['TLS_CERT_FILE']],
    [
      { TLS_MIN_VERSION: '1.3', TLS_POLL_MS: '0', TLS_CLIENT_CA_FILE: '/etc/ca' },
      ['TLS_CLIENT_CA_FILE', 'TLS_MIN_VERSION', 'TLS_POLL_MS'],
    ],
    [{ AUTH: 'mtls' }, ['AUTH']],
    [{ TRUSTED_PROXIES: '10.0.0.0/8' }, ['TRUSTED_PROXIES']],
    [{ RATE_CARDS_PER_ADDRESS: '5000' }, ['RATE_CARDS_PER_ADDRESS']],
    [{ RATE_CARDS_PER_ADDRESS: '0' }, []],
    [{ AUTH: 'api-key', API_KEYS_FILE: '/etc/keys', RATE_CARDS_PER_CLIENT: '5000' }, []],
  ])('are refused where they would do nothing: %j', (env, names) => {
    expect(namesOf({ LISTEN, ...env })).toEqual(names);
  });

  it('that belong to a socket are refused without one', () => {
    expect(namesOf({ LISTEN_MODE: '0660' })).toEqual(['LISTEN_MODE']);
    expect(namesOf({ LISTEN_MODE: '0660', LISTEN: 'nonsense' })).toEqual(['LISTEN']);
  });

  it('leave the probes on loopback unless told otherwise', () => {
    expect(loadConfig({ LISTEN })).toMatchObject({ managementHost: '127.0.0.1', managementPort: 9090 });
  });

  it.each<[Env, number]>([
    [{}, 0],
    [{ LISTEN_MODE: '0666' }, 1],
    [{ LISTEN_MODE: '0666', ALLOW_INSECURE: 'true' }, 0],
    [{ LISTEN_MODE: '0666', AUTH: 'api-key', API_KEYS_FILE: '/etc/keys' }, 0],
    [{ MANAGEMENT_HOST: '0.0.0.0' }, 0],
  ])('are warned of where everybody may connect: %j', (env, count) => {
    expect(loadConfig({ LISTEN, ...env }).warnings).toHaveLength(count);
  });
});
