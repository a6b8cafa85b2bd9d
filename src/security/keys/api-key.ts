import { createHash, randomBytes, randomInt } from 'node:crypto';

const SECRET_BYTES = 32;
const ID_LENGTH = 10;
/** Neither digits, which could grow into a run that looks like a card, nor vowels, which could grow into words. */
const ID_LETTERS = 'bcdfghjkmnpqrstvwxz';
export const KEY_ID = new RegExp(`^[${ID_LETTERS}]{${ID_LENGTH}}$`);

const KEY = new RegExp(`^iik_([${ID_LETTERS}]{${ID_LENGTH}})_[A-Za-z0-9_-]{43}$`);

/** SHA-256 in lower-case hex, as it stands in the file of keys. */
export const KEY_DIGEST = /^[0-9a-f]{64}$/;

export interface NewApiKey {
  readonly id: string;
  /** Shown once; only its digest is kept. */
  readonly key: string;
}

/** `iik_<id>_<secret>`: the prefix lets scanners of repositories find one, the id is its name, the secret has 256 random bits. */
export function newApiKey(isTaken: (id: string) => boolean): NewApiKey {
  let id = newId();
  while (isTaken(id)) id = newId();
  return { id, key: `iik_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The id a key claims to have; null where the text is no key of ours. */
export function claimedId(text: string): string | null {
  return KEY.exec(text)?.[1] ?? null;
}

/**
 * Of the whole key. One round of SHA-256 is enough because nobody can try 2^256 secrets; passwords would need a slow function.
 */
export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function newId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_LETTERS.charAt(randomInt(ID_LETTERS.length))).join('');
}
