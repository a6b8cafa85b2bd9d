import { post, request, upload } from './raw-http.ts';

/** Of what `faults.mjs` throws. */
export const FAULT_KINDS = [
  'an Error',
  'an Error with a cause',
  'an Error with properties',
  'an Error of that name',
  'an Error with frames in its message',
  'an Error with a stack of its own',
  'an Error whose message throws',
  'many Errors in one',
  'an HTTP error of the framework',
  'a response of the framework',
  'a string',
  'an object',
  'a number',
  'a bigint',
  'a symbol',
  'a function',
  'an array of bytes',
] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly name: string;
  readonly toBytes: (pan: string) => string | Buffer;
}

type Headers = Readonly<Record<string, string>>;

const DOORS: Readonly<Record<string, (pan: string, headers: Headers) => string | Buffer>> = {
  'a REST handler': (pan, headers) => post('/v1/cards/validate', { pan }, headers),
  'a GraphQL resolver': (pan, headers) =>
    post(
      '/graphql',
      { query: 'query ($p: PAN!) { validateCard(pan: $p) { status } }', variables: { p: pan } },
      headers,
    ),
};

function headersOf(place: string, kind: string, pan: string): Headers {
  return { 'x-fault-place': place, 'x-fault-kind': kind, 'x-fault-pan': pan };
}

/** Failures that one request survives and the service does. */
export const FAULTS: readonly Fault[] = FAULT_KINDS.flatMap((kind) => [
  ...Object.entries(DOORS).map(([door, toBytes]) => ({
    name: `${door} throws ${kind}`,
    toBytes: (pan: string) => toBytes(pan, headersOf('handler', kind, pan)),
  })),
  {
    name: `a REST handler rejects with ${kind}`,
    toBytes: (pan: string) => DOORS['a REST handler']?.(pan, headersOf('promise', kind, pan)) ?? '',
  },
  {
    name: `a stream fails with ${kind}`,
    toBytes: (pan: string) =>
      upload('/v1/cards/batch', `${pan}\n`, { 'content-type': 'text/plain', ...headersOf('stream', kind, pan) }),
  },
]);

/** Failures that end the process. */
export const FATAL_FAULTS: readonly Fault[] = [
  ...fatal('nobody catches', ['an Error', 'an Error whose message throws', 'a string']),
  ...fatal('nobody awaits', ['an Error', 'an object']),
];

function fatal(place: string, kinds: readonly FaultKind[]): readonly Fault[] {
  return kinds.map((kind) => ({
    name: `${kind} that ${place}`,
    toBytes: (pan: string) => request('GET', `/v1/brands?pan=${pan}`, { headers: headersOf(place, kind, pan) }),
  }));
}
