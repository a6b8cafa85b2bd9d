import type { Config } from './config/config.js';
import { UnusableFileError } from './config/start-failure.js';
import { ApiKeyAuthenticator } from './security/api-key-authenticator.js';
import type { Authenticator } from './security/authenticator.js';
import { type AddressOf, addressReader } from './security/client-address.js';
import { parseKeyRecords } from './security/keys/key-record.js';
import { KeyStore } from './security/keys/key-store.js';
import { RecordError } from './security/keys/record-error.js';
import { MtlsAuthenticator } from './security/mtls/mtls-authenticator.js';
import { parseSubjects } from './security/mtls/subject-record.js';
import { OpenAuthenticator } from './security/open-authenticator.js';
import { type FileReloadObserver, ReloadingFile } from './security/reloading-file.js';

const now = (): number => Date.now();

export interface AuthenticatorParts {
  readonly authenticator: Authenticator;
  readonly reload: (asked: 'signal' | 'request') => void;
  readonly stop: () => Promise<void>;
}

/** What the setting `AUTH` says. @throws UnusableFileError */
export function authenticatorOf(config: Config, observer: FileReloadObserver): Promise<AuthenticatorParts> {
  const addressOf = addressReader(config.trustedProxies);
  switch (config.auth) {
    case 'none':
      return Promise.resolve(open(new OpenAuthenticator(addressOf)));
    case 'api-key': {
      const plan = { setting: 'API_KEYS_FILE', path: config.apiKeysFile, parse: parseKeys };
      return watching(config, observer, plan, (file) => new ApiKeyAuthenticator(file, addressOf, now));
    }
    case 'jwt':
      return tokens(config, observer, addressOf);
    case 'mtls': {
      const plan = { setting: 'MTLS_SUBJECTS_FILE', path: config.mtlsSubjectsFile, parse: parseSubjects };
      return watching(config, observer, plan, (file) => new MtlsAuthenticator(file, addressOf, now));
    }
    default:
      return config.auth satisfies never;
  }
}

/** The library of tokens is loaded here and nowhere else, and only where tokens are asked for. */
async function tokens(config: Config, observer: FileReloadObserver, addressOf: AddressOf): Promise<AuthenticatorParts> {
  const { parseJwkSet: parse } = await import('./security/jwt/jwk-set.js');
  const { JwtAuthenticator } = await import('./security/jwt/jwt-authenticator.js');
  const { jwtJwksFile: path, jwtAudience, jwtIssuer: issuer, jwtClockSkewS: clockSkewSeconds } = config;
  const plan = { setting: 'JWT_JWKS_FILE', path, parse };
  const expected = { audience: jwtAudience ?? '', issuer, clockSkewSeconds };
  return watching(config, observer, plan, (file) => new JwtAuthenticator(file, expected, addressOf, now));
}

interface Source<T> {
  readonly setting: string;
  readonly path: string | null;
  readonly parse: (text: string) => T | Promise<T>;
}

function open(authenticator: Authenticator): AuthenticatorParts {
  return { authenticator, reload: () => undefined, stop: () => Promise.resolve() };
}

async function watching<T extends { readonly size: number }>(
  { accessPollMs: pollMs }: Config,
  observer: FileReloadObserver,
  { setting, path, parse }: Source<T>,
  make: (file: { readonly current: T }) => Authenticator,
): Promise<AuthenticatorParts> {
  // The rules of the settings see to the path.
  const file = await ReloadingFile.open({ path: path ?? '', pollMs, parse }, observer).catch((error: unknown) => {
    throw error instanceof RecordError ? new UnusableFileError(setting, error.sentence) : error;
  });
  return { authenticator: make(file), reload: (asked) => void file.reload(asked), stop: () => file.stop() };
}

function parseKeys(text: string): KeyStore {
  return new KeyStore(parseKeyRecords(text));
}
