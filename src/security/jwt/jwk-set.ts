import { createLocalJWKSet, importJWK, type JSONWebKeySet, type JWK, type LocalJWKSet } from 'jose';
import { RecordError } from '../keys/record-error.js';

/** Asymmetric ones: whoever may check a token must not be able to make one. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The algorithm a key is tried with when it names none, by its type or its curve. */
const USUAL_ALGORITHMS: Readonly<Record<string, string>> = {
  RSA: 'RS256',
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
};

const RSA_BITS_MIN = 2048;
/** Members that only a private key has (RFC 7518 §6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** The public keys that tokens are checked with. */
export interface JwkSet {
  readonly keys: LocalJWKSet;
  /** Keys that can be used. */
  readonly size: number;
}

/** @throws RecordError, as a rejection. */
export async function parseJwkSet(text: string): Promise<JwkSet> {
  const keys = usable(keysIn(text));
  if (keys.length === 0) throw new RecordError('There is no public key in it that signatures can be checked with.');
  const ids = keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  if (new Set(ids).size !== ids.length) throw new RecordError('Two keys have the same "kid".');
  for (const key of keys) await refuseWeak(key);
  return { keys: createLocalJWKSet({ keys: [...keys] } satisfies JSONWebKeySet), size: keys.length };
}

function keysIn(text: string): readonly JWK[] {
  const value = parsed(text);
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null))
    throw new RecordError('It is not a JSON Web Key Set: an object with a list "keys".');
  return keys as readonly JWK[];
}

/** RFC 7517 §5: keys of a kind we do not know are passed over. A secret is not: it does not belong in this file. */
function usable(keys: readonly JWK[]): readonly JWK[] {
  if (keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key)))
    throw new RecordError('It holds a private or symmetric key. Only public keys belong in it; replace that key.');
  return keys.filter((key) => {
    const algorithm = algorithmOf(key);
    return algorithm !== undefined && TOKEN_ALGORITHMS.includes(algorithm) && (key.use ?? 'sig') === 'sig';
  });
}

/** Now, and not when the first token comes. */
async function refuseWeak(key: JWK): Promise<void> {
  const imported = await importJWK(key, algorithmOf(key)).catch(() => null);
  if (imported === null || imported instanceof Uint8Array) throw new RecordError('One of its keys is damaged.');
  const { algorithm } = imported;
  if ('modulusLength' in algorithm && Number(algorithm.modulusLength) < RSA_BITS_MIN)
    throw new RecordError(`One of its RSA keys has fewer than ${RSA_BITS_MIN} bits.`);
}

function algorithmOf({ alg, kty, crv }: JWK): string | undefined {
  return alg ?? USUAL_ALGORITHMS[crv ?? ''] ?? USUAL_ALGORITHMS[kty ?? ''];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordError('It is not JSON.');
  }
}
