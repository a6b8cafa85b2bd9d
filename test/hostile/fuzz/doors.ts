import { Buffer } from 'node:buffer';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type HostileCase, readCorpus } from '../cases.ts';
import { mutate } from './mutation.ts';
import { Random } from './random.ts';
import { valuesWith } from './values.ts';

/** One input: the bytes of a request, or bytes that need not be one. */
export interface Door {
  readonly name: string;
  readonly port: 'api' | 'management';
  /** Bytes that may not be a whole request get a connection of their own, which we close. */
  readonly isRaw: boolean;
  readonly next: () => Buffer;
}

const BATCH = 64;
const STREAMS = ['application/x-ndjson', 'text/csv', 'text/plain'];
const HEADERS = [
  'accept',
  'accept-language',
  'accept-encoding',
  'x-request-id',
  'if-none-match',
  'content-type',
  'origin',
  'cookie',
  'range',
  'traceparent',
  'content-encoding',
];
const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'PURGE'];
/** What a header may hold; other bytes are for the door of raw ones. */
const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/g;
const NOT_IN_A_TARGET = /[^\x21-\x7e]/g;

type Make = (random: Random) => Buffer;

/** Every door, each with inputs of its own that come again with the same seed. */
export function doorsWith(canary: string, seed: number): readonly Door[] {
  const values = valuesWith(canary);
  const from = <T>(arbitrary: fc.Arbitrary<T>): ((random: Random) => T) => sampler(arbitrary);
  const body = from(values.body);
  const graphql = from(values.graphql);
  const line = from(values.line);
  const header = from(values.header);
  const segment = from(values.segment);
  const json = (path: string, file: string): Make => {
    const seeds = seedsOf(file);
    return (random) => post(path, random.oneIn(2) ? toJson(body(random)) : spoil(random.pick(seeds), random, canary));
  };
  const luhn = (path: string): Make => {
    const digits = seedsOf('luhn');
    return (random) =>
      post(
        path,
        random.oneIn(2)
          ? toJson(body(random))
          : toJson({ digits: spoil(random.pick(digits), random, canary).toString() }),
      );
  };
  const path = pathMaker(segment, canary);
  const makers: readonly (readonly [string, Make, Partial<Door>?])[] = [
    ['validate', json('/v1/cards/validate', 'json')],
    ['batch, JSON', json('/v1/cards/batch', 'batch')],
    ['luhn check', luhn('/v1/luhn/check')],
    ['luhn check digit', luhn('/v1/luhn/check-digit')],
    ['luhn explain', luhn('/v1/luhn/explain')],
    ['iins', prefixMaker(canary)],
    ['paths', (random) => head(random.pick(METHODS), path(random), '')],
    ['headers', (random) => head('GET', '/v1/brands/visa', headersOf(random, header))],
    ['GraphQL', graphqlMaker(graphql, canary)],
    ['GraphQL documents', documentMaker(canary)],
    ['streams', streamMaker(line, canary)],
    ['raw HTTP', rawMaker(canary), { isRaw: true }],
    [
      'management',
      (random) => head(random.pick(METHODS), path(random), headersOf(random, header)),
      { port: 'management' },
    ],
  ];
  return makers.map(([name, make, more], index) => {
    const random = new Random(seed + index);
    return { name, port: 'api', isRaw: false, ...more, next: () => make(random) };
  });
}

/** Values of fast-check, as many at a time as are cheap to make. */
function sampler<T>(arbitrary: fc.Arbitrary<T>): (random: Random) => T {
  let rest: T[] = [];
  return (random) => {
    if (rest.length === 0) rest = fc.sample(arbitrary, { numRuns: BATCH, seed: random.below(2 ** 31) });
    return rest.pop()!;
  };
}

/** Half of them good ones, however few there are: what is only a little wrong gets further in. */
function seedsOf(file: string): readonly Buffer[] {
  const cases = readCorpus(file);
  const seeds = (list: readonly HostileCase[]): readonly Buffer[] => list.map(({ seed }) => seed);
  const good = cases.filter(({ expect }) => expect.startsWith('200'));
  const times = Math.max(1, Math.round((cases.length - good.length) / Math.max(1, good.length)));
  return [...seeds(cases), ...Array.from({ length: times }, () => seeds(good)).flat()];
}

/** Mutated, and sometimes with the canary in it: whole, for a part of it may be told back where a short prefix may. */
function spoil(seed: Buffer, random: Random, canary: string): Buffer {
  const bytes = mutate(seed, random);
  if (!random.oneIn(4)) return bytes;
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(canary), bytes.subarray(at)]);
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function post(path: string, body: Buffer, type = 'application/json', more = ''): Buffer {
  const lines = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n${more}\r\n`;
  return Buffer.concat([Buffer.from(lines), body]);
}

function head(method: string, target: string, headers: string): Buffer {
  const length = method === 'GET' || method === 'HEAD' ? '' : 'content-length: 0\r\n';
  return Buffer.from(`${method} ${target} HTTP/1.1\r\nhost: a\r\n${length}${headers}\r\n`, 'latin1');
}

function headersOf(random: Random, header: (random: Random) => string): string {
  const count = random.below(4);
  return Array.from({ length: count }, () => {
    const value = header(random).replace(NOT_IN_A_VALUE, '');
    return `${random.pick(HEADERS)}: ${value}\r\n`;
  }).join('');
}

function pathMaker(segment: (random: Random) => string, canary: string): (random: Random) => string {
  const seeds = seedsOf('paths');
  return (random) => {
    if (random.oneIn(2)) return `/${Array.from({ length: random.below(5) }, () => segment(random)).join('/')}`;
    return `/${spoil(random.pick(seeds), random, canary).toString('latin1').replace(NOT_IN_A_TARGET, '').replace(/^\//, '')}`;
  };
}

function prefixMaker(canary: string): Make {
  const seeds = seedsOf('iins');
  return (random) => {
    const prefix = spoil(random.pick(seeds), random, canary).toString('latin1').replace(NOT_IN_A_TARGET, '');
    return head('GET', `/v1/iins/${random.oneIn(3) ? String(random.below(1e9)) : prefix}`, '');
  };
}

function graphqlMaker(values: (random: Random) => unknown, canary: string): Make {
  const seeds = seedsOf('json');
  return (random) =>
    post('/graphql', random.oneIn(8) ? spoil(random.pick(seeds), random, canary) : toJson(values(random)));
}

function documentMaker(canary: string): Make {
  const seeds = seedsOf('graphql');
  return (random) => post('/graphql', toJson({ query: spoil(random.pick(seeds), random, canary).toString() }));
}

/** A few lines, in one piece or in chunks, plain or compressed, and sometimes damaged on the way. */
function streamMaker(line: (random: Random) => string, canary: string): Make {
  const seeds = seedsOf('lines');
  return (random) => {
    const lines = Array.from({ length: random.below(6) }, () => line(random)).join('\n');
    const plain = random.oneIn(2) ? Buffer.from(lines) : spoil(random.pick(seeds), random, canary);
    const coding = random.pick(['', '', '', 'gzip', 'zstd']);
    const packed = coding === 'gzip' ? gzipSync(plain) : coding === 'zstd' ? zstdCompressSync(plain) : plain;
    const sent = coding !== '' && random.oneIn(3) ? mutate(packed, random) : packed;
    const more = `${coding === '' ? '' : `content-encoding: ${coding}\r\n`}accept: ${random.pick(['*/*', 'text/csv', 'application/x-ndjson'])}\r\n`;
    const type = random.pick(STREAMS);
    return random.oneIn(2)
      ? post('/v1/cards/batch', sent, type, more)
      : chunked(sent, random, `${more}content-type: ${type}\r\n`);
  };
}

function chunked(body: Buffer, random: Random, headers: string): Buffer {
  const pieces: Buffer[] = [
    Buffer.from(`POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n${headers}\r\n`),
  ];
  for (let at = 0; at < body.length;) {
    const end = Math.min(body.length, at + 1 + random.below(body.length));
    pieces.push(Buffer.from(`${(end - at).toString(16)}\r\n`), body.subarray(at, end), Buffer.from('\r\n'));
    at = end;
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

function rawMaker(canary: string): Make {
  const seeds = [...seedsOf('http'), ...readCorpus('headers').map(({ bytes }) => bytes)];
  return (random) => spoil(random.pick(seeds), random, canary);
}
