import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK, SignJWT } from 'jose';
import type { Client } from '../../src/security/client.js';
import { AccessRefused } from '../../src/security/access-refused.js';
import { type JwkSet, parseJwkSet } from '../../src/security/jwt/jwk-set.js';
import { JwtAuthenticator } from '../../src/security/jwt/jwt-authenticator.js';
import { RecordError } from '../../src/security/keys/record-error.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const SECONDS = NOW / 1000;
const EXPECTED = { audience: 'iinspect', issuer: 'https://issuer.example', clockSkewSeconds: 30 };
const CLAIMS = {
  iss: EXPECTED.issuer,
  aud: EXPECTED.audience,
  sub: 'checkout@shop.example',
  exp: SECONDS + 300,
  scope: 'cards',
};

type Pair = Readonly<Record<'publicKey' | 'privateKey', CryptoKey>>;
let ours: Pair;
let theirs: Pair;
let rsa: Pair;
let publicJwk: JWK;
let file: { current: JwkSet };
let nowMs = NOW;
let authenticator: JwtAuthenticator;

beforeAll(async () => {
  [ours, theirs] = [await generateKeyPair('ES256', { extractable: true }), await generateKeyPair('ES256')];
  rsa = await generateKeyPair('RS256', { extractable: true });
  publicJwk = { ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'ES256' };
  const rsaJwk = { ...(await exportJWK(rsa.publicKey)), kid: 'two', alg: 'RS256' };
  file = { current: await parseJwkSet(JSON.stringify({ keys: [publicJwk, rsaJwk] })) };
  authenticator = new JwtAuthenticator(
    file,
    EXPECTED,
    () => '192.0.2.7',
    () => nowMs,
  );
});

interface SignOptions {
  readonly key?: Pair;
  readonly alg?: string;
  readonly kid?: string | null;
}

function sign(claims: object, { key = ours, alg = 'ES256', kid = 'one' }: SignOptions = {}): Promise<string> {
  const header = { alg, ...(kid !== null && { kid }) };
  return new SignJWT({ ...claims }).setProtectedHeader(header).sign(key.privateKey);
}

function show(...headers: readonly string[]): Promise<Client> {
  return (async () => authenticator.authenticate({ rawHeaders: headers } as unknown as IncomingMessage))();
}

function bearer(token: string): Promise<Client> {
  return show('Authorization', `Bearer ${token}`);
}

async function refusalOf(client: Promise<Client>): Promise<AccessRefused> {
  const error: unknown = await client.then(
    () => new Error('It was let in.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AccessRefused)) throw error;
  return error;
}

describe('a token', () => {
  test('is taken for whom it speaks of, by a name that is not theirs', async () => {
    const client = await bearer(await sign({ ...CLAIMS, scope: 'openid iins cards cards' }));
    expect(client).toEqual({
      kind: 'jwt',
      id: expect.stringMatching(/^[a-p]{20}$/),
      address: '192.0.2.7',
      scopes: ['iins', 'cards'],
      cardsMax: null,
    });
    const other = await bearer(await sign({ ...CLAIMS, sub: 'someone-else' }));
    expect(other.id).not.toBe(client.id);
  });

  test.each([
    [{ scope: undefined, scp: 'cards' }, ['cards']],
    [{ scope: undefined, scp: ['iins', 'other'] }, ['iins']],
    [{ scope: undefined }, []],
    [{ scope: 7 }, []],
    [{ scope: ['admin cards'] }, ['admin', 'cards']],
  ])('may do what its scopes say and we know: %j', async (claims, scopes) => {
    expect((await bearer(await sign({ ...CLAIMS, ...claims }))).scopes).toEqual(scopes);
  });

  test.each<[string, object, string]>([
    ['is over', { exp: SECONDS - 31 }, 'expired'],
    ['is not yet valid', { nbf: SECONDS + 31 }, 'not_yet_valid'],
    ['is for somebody else', { aud: 'another' }, 'wrong_audience'],
    ['is for nobody', { aud: undefined }, 'wrong_audience'],
    ['is of another issuer', { iss: 'https://other.example' }, 'wrong_issuer'],
    ['is of no issuer', { iss: undefined }, 'wrong_issuer'],
    ['never ends', { exp: undefined }, 'malformed'],
    ['ends at a word', { exp: 'tomorrow' }, 'malformed'],
    ['speaks of nobody', { sub: undefined }, 'malformed'],
    ['speaks of an empty name', { sub: '' }, 'malformed'],
    ['speaks of a number', { sub: 7 }, 'malformed'],
  ])('is refused when it %s', async (_, claims, reason) => {
    expect((await refusalOf(bearer(await sign({ ...CLAIMS, ...claims })))).reason).toBe(reason);
  });

  test('may come from a clock that is a little off', async () => {
    expect((await bearer(await sign({ ...CLAIMS, exp: SECONDS - 29 }))).kind).toBe('jwt');
    expect((await bearer(await sign({ ...CLAIMS, nbf: SECONDS + 29 }))).kind).toBe('jwt');
  });

  test('that is over says whose it was, for the audit line', async () => {
    const { id } = await bearer(await sign(CLAIMS));
    expect((await refusalOf(bearer(await sign({ ...CLAIMS, exp: SECONDS - 60 })))).clientId).toBe(id);
  });

  test('that somebody else has signed is refused, whatever it says', async () => {
    expect((await refusalOf(bearer(await sign(CLAIMS, { key: theirs })))).reason).toBe('bad_signature');
    expect((await refusalOf(bearer(await sign(CLAIMS, { key: theirs, kid: 'three' })))).reason).toBe('unknown');
    const [header, , signature] = (await sign(CLAIMS)).split('.');
    const claims = Buffer.from(JSON.stringify({ ...CLAIMS, scope: 'admin' })).toString('base64url');
    expect((await refusalOf(bearer(`${header}.${claims}.${signature}`))).reason).toBe('bad_signature');
  });

  test('may leave out which key it is, as long as one alone fits', async () => {
    expect((await bearer(await sign(CLAIMS, { kid: null }))).kind).toBe('jwt');
    const second = { ...(await exportJWK(theirs.publicKey)), kid: 'three', alg: 'ES256' };
    const before = file.current;
    file.current = await parseJwkSet(JSON.stringify({ keys: [publicJwk, second] }));
    expect((await refusalOf(bearer(await sign(CLAIMS, { kid: null })))).reason).toBe('unknown');
    file.current = before;
  });

  test('with no signature at all is refused: alg none', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'NONE', ''])
      for (const header of [{ alg }, { alg, kid: 'one' }])
        expect((await refusalOf(bearer(`${part(header)}.${part(CLAIMS)}.`))).reason).toBe('malformed');
  });

  test('signed with our public key as if it were a password is refused: HS256', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const secrets = [await exportSPKI(rsa.publicKey), JSON.stringify(await exportJWK(rsa.publicKey))];
    for (const secret of secrets) {
      const text = `${part({ alg: 'HS256', kid: 'two' })}.${part(CLAIMS)}`;
      const signature = createHmac('sha256', secret).update(text).digest('base64url');
      expect((await refusalOf(bearer(`${text}.${signature}`))).reason).toBe('malformed');
    }
  });

  test('does not bring its own key along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const token = await new SignJWT({ ...CLAIMS })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', jwk, jku: 'https://evil.example/keys' })
      .sign(privateKey);
    expect((await refusalOf(bearer(token))).reason).toBe('bad_signature');
  });

  test.each([
    'x',
    'a.b.c',
    '..',
    `${'e30'.repeat(2000)}.e30.e30`,
    'eyJhbGciOiJFUzI1NiIsImNyaXQiOlsieCJdLCJ4IjoxfQ.e30.AAAA',
    'bnVsbA.bnVsbA.AAAA',
  ])('that is none is refused and breaks nothing: %#', async (text) => {
    expect((await refusalOf(bearer(text))).reason).toBe('malformed');
  });

  test('comes in one header only, and not as an API key', async () => {
    const token = await sign(CLAIMS);
    const good = ['Authorization', `Bearer ${token}`];
    expect((await refusalOf(show())).reason).toBe('missing');
    expect((await refusalOf(show(...good, ...good))).reason).toBe('malformed');
    expect((await refusalOf(show('X-Api-Key', token))).reason).toBe('malformed');
    expect((await refusalOf(show(...good, 'X-Api-Key', 'x'))).reason).toBe('malformed');
  });

  test('that was verified once is remembered until it ends, and no longer than its key', async () => {
    const token = await sign({ ...CLAIMS, jti: 'remembered' });
    const request = { rawHeaders: ['Authorization', `Bearer ${token}`] } as unknown as IncomingMessage;
    expect(authenticator.authenticate(request)).toBeInstanceOf(Promise);
    await bearer(token);
    expect(authenticator.authenticate(request)).not.toBeInstanceOf(Promise);
    nowMs = NOW + 330_000;
    expect((await refusalOf(bearer(token))).reason).toBe('expired');
    nowMs = NOW;
    const before = file.current;
    file.current = await parseJwkSet(
      JSON.stringify({ keys: [{ ...(await exportJWK(theirs.publicKey)), kid: 'one', alg: 'ES256' }] }),
    );
    expect((await refusalOf(bearer(token))).reason).toBe('bad_signature');
    file.current = before;
  });
});

describe('a file of public keys', () => {
  async function sentenceOf(value: unknown): Promise<string> {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return parseJwkSet(text).then(
      ({ size }) => `taken: ${size}`,
      (error: unknown) => (error instanceof RecordError ? error.sentence : String(error)),
    );
  }

  test('may hold keys of kinds we do not know, which are passed over', async () => {
    const others = [
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' },
      { ...publicJwk, kid: 'enc', use: 'enc' },
    ];
    expect(await sentenceOf({ keys: [publicJwk, ...others] })).toBe('taken: 1');
  });

  test('is refused with a private or a symmetric key in it: it should not lie there', async () => {
    const secret = await exportJWK(ours.privateKey);
    for (const key of [secret, { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }]) {
      const sentence = await sentenceOf({ keys: [publicJwk, key] });
      expect(sentence).toMatch(/^It holds a private or symmetric key/);
      expect(sentence).not.toContain('c2VjcmV0');
    }
  });

  test('is refused when it is no set, holds no key, a weak one, a damaged one, or two of one name', async () => {
    const weak = await exportJWK(
      (await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })).publicKey,
    );
    const short = {
      ...weak,
      n: Buffer.from(weak.n ?? '', 'base64url')
        .subarray(0, 128)
        .toString('base64url'),
    };
    expect(await sentenceOf('{')).toBe('It is not JSON.');
    expect(await sentenceOf([publicJwk])).toMatch(/^It is not a JSON Web Key Set/);
    expect(await sentenceOf({ keys: [] })).toMatch(/^There is no public key/);
    expect(await sentenceOf({ keys: [{ kty: 'AKP' }] })).toMatch(/^There is no public key/);
    expect(await sentenceOf({ keys: [short] })).toBe('One of its RSA keys has fewer than 2048 bits.');
    expect(await sentenceOf({ keys: [{ ...publicJwk, x: 'AAAA' }] })).toBe('One of its keys is damaged.');
    expect(await sentenceOf({ keys: [publicJwk, publicJwk] })).toBe('Two keys have the same "kid".');
  });
});
