import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { SignJWT } from 'jose';
import { Authority } from '../tls/certificates.ts';
import { Collector } from './collector.ts';
import { CALLERS } from './header-vectors.ts';
import { type Part, part } from './part.ts';
import { exchange, post, request, statusOf } from './raw-http.ts';
import { REQUESTS } from './request-tables.ts';
import { send } from './run-requests.ts';
import { Sandbox } from './sandbox.ts';
import { inParallel, Ledger, type Sinks } from './sinks.ts';
import { Subject } from './subject.ts';

const PROXIED = { LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.1' };
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'iinspect';

/** With traces on, incoming ones believed, and a proxy in front that forwards addresses. */
export async function everyTrace(): Promise<Part> {
  const ledger = new Ledger();
  const collector = new Collector();
  const OTEL_EXPORTER_OTLP_ENDPOINT = await collector.listen();
  const env = { ...PROXIED, OTEL_EXPORTER_OTLP_ENDPOINT, TRUST_TRACE_CONTEXT: 'true' };
  const subject = await Subject.service({ env });
  const traced = REQUESTS.map((vector) => ({ ...vector, name: `traced: ${vector.name}` }));
  const answers = await send(traced, subject, ledger);
  const sinks = await sinksOf(subject, answers);
  collector.close();
  const troubles = collector.received.length === 0 ? ['no trace was sent'] : [];
  return part('every request, traced', ledger, ledger.leaksIn(sinks, { traces: collector.received }), troubles);
}

/** Somebody has to say who they are, and says a card number. */
export async function everyCredential(): Promise<Part> {
  const ledger = new Ledger();
  const [keys = {}, tokens = {}] = await inParallel([byApiKey, byToken], 2, (way) => way(ledger));
  const wasTold = (sinks: Sinks, status: number): boolean =>
    sinks.answers?.some((answer) => statusOf(answer) === status) ?? false;
  return part('every credential', ledger, ledger.leaksIn(keys, tokens), [
    ...(wasTold(keys, 401) ? [] : ['nobody was asked for a key']),
    ...(wasTold(tokens, 401) ? [] : ['every token was taken']),
    ...(wasTold(tokens, 200) ? [] : ['no token was taken']),
  ]);
}

async function byApiKey(ledger: Ledger): Promise<Sinks> {
  const sandbox = new Sandbox();
  const file = join(sandbox.given, 'keys.ndjson');
  const record = { id: 'bcdfghjkmn', digest: 'a'.repeat(64), scopes: ['cards'], createdAt: '2026-01-01T00:00:00Z' };
  writeFileSync(file, `${JSON.stringify(record)}\n`);
  const env = { ...PROXIED, AUTH: 'api-key', API_KEYS_FILE: file, ACCESS_POLL_MS: '100' };
  const subject = await Subject.service({ env }, sandbox);
  const answers = await inParallel(Object.entries(CALLERS), 4, ([name, toBytes]) =>
    exchange(subject.ports.api, toBytes(ledger.canaryFor(`API key: ${name}`), { panType: 'PAN' })),
  );
  for (const what of ['id', 'digest', 'scopes', 'name', 'cardsMax', 'expiresAt']) {
    writeFileSync(file, `${JSON.stringify({ ...record, [what]: ledger.canaryFor(`file of keys: ${what}`) })}\n`);
    subject.child.kill('SIGHUP');
    await exchange(subject.ports.api, request('GET', '/v1/brands'));
  }
  return sinksOf(subject, answers);
}

/** The issuer of tokens is trusted, and its tokens are good: only what stands in them is not what it should be. */
async function byToken(ledger: Ledger): Promise<Sinks> {
  const sandbox = new Sandbox();
  const file = join(sandbox.given, 'jwks.json');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(
    file,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }] }),
  );
  const env = { ...PROXIED, AUTH: 'jwt', JWT_JWKS_FILE: file, JWT_AUDIENCE: AUDIENCE, JWT_ISSUER: ISSUER };
  const subject = await Subject.service({ env }, sandbox);
  const claims: Readonly<Record<string, (pan: string) => Readonly<Record<string, unknown>>>> = {
    subject: (pan) => ({ sub: pan }),
    id: (pan) => ({ jti: pan }),
    issuer: (pan) => ({ iss: pan }),
    audience: (pan) => ({ aud: pan }),
    scope: (pan) => ({ scope: pan }),
    expiry: (pan) => ({ exp: Number(pan) }),
    'private claim': (pan) => ({ [pan]: pan }),
  };
  const answers = await inParallel(Object.entries(claims), 2, async ([name, claimsOf]) => {
    const pan = ledger.canaryFor(`token: ${name}`);
    const base = { sub: 'shop', scope: 'cards', iss: ISSUER, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + 600 };
    const token = await new SignJWT({ ...base, ...claimsOf(pan) })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(privateKey);
    return exchange(subject.ports.api, post('/v1/cards/validate', { pan }, { authorization: `Bearer ${token}` }));
  });
  return sinksOf(subject, answers);
}

/** Before there is a request: what a client says while it greets. */
const GREETINGS: Readonly<Record<string, (pan: string) => ConnectionOptions>> = {
  'the server a client asks for': (pan) => ({ servername: `a${pan}.example` }),
  'the protocols a client offers': (pan) => ({ ALPNProtocols: [pan, 'http/1.1'] }),
  'a protocol nobody speaks': (pan) => ({ ALPNProtocols: [pan] }),
  'a name in a certificate': () => ({}),
  'a version too old': (pan) => ({ servername: `b${pan}.example`, maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
};

export async function everyGreeting(): Promise<Part> {
  const ledger = new Ledger();
  const authority = new Authority();
  const { certFile, keyFile } = authority.issue({ name: 'server' });
  const env = {
    ...PROXIED,
    TLS_CERT_FILE: certFile,
    TLS_KEY_FILE: keyFile,
    TLS_CLIENT_CA_FILE: authority.root.certFile,
  };
  const subject = await Subject.service({ env });
  const stranger = new Authority('Somebody');
  const certificates: Readonly<Record<string, Authority | null>> = {
    'with a good certificate': authority,
    'with a strange certificate': stranger,
    'with no certificate': null,
  };
  const cases = Object.entries(certificates).flatMap(([shown, issuer]) =>
    Object.entries(GREETINGS).map(([greeting, optionsOf]) => ({
      name: `greeting: ${greeting}, ${shown}`,
      issuer,
      optionsOf,
    })),
  );
  const answers = await inParallel(cases, 4, async ({ name, issuer, optionsOf }) => {
    const pan = ledger.canaryFor(name);
    const issued = issuer?.issue({ name: pan });
    return greet(subject.ports.api, pan, { ...optionsOf(pan), ...(issued && { cert: issued.cert, key: issued.key }) });
  });
  const plain = await exchange(subject.ports.api, request('GET', `/${ledger.canaryFor('greeting: none at all')}`));
  const sinks = await sinksOf(subject, [...answers, plain]);
  for (const each of [authority, stranger]) each.remove();
  const isAnswered = answers.some((answer) => answer.includes('HTTP/1.1 4'));
  return part('every greeting', ledger, ledger.leaksIn(sinks), isAnswered ? [] : ['nobody was let in']);
}

function greet(port: number, pan: string, options: ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () =>
      socket.write(request('GET', `/${pan}`)),
    );
    socket.on('data', (bytes: Buffer) => received.push(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.setTimeout(3000, () => socket.destroy());
  });
}

async function sinksOf(subject: Subject, answers: readonly Buffer[]): Promise<Sinks> {
  const metrics = [await subject.metrics()];
  await subject.stop();
  const sinks = { answers, metrics, ...subject.sinks() };
  subject.sandbox.remove();
  return sinks;
}
