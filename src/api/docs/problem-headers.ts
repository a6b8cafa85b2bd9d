interface HeaderDocs {
  readonly description: string;
  readonly schema: { readonly type: 'string' | 'integer' };
}

const CHALLENGE: HeaderDocs = {
  description: 'How to say who is there (RFC 9110); not where client certificates do, for which HTTP has no challenge.',
  schema: { type: 'string' },
};
const RETRY: HeaderDocs = { description: 'Seconds after which to try again.', schema: { type: 'integer' } };

/** Headers that come with a problem, by its status. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, HeaderDocs>>>> = {
  401: { 'WWW-Authenticate': CHALLENGE },
  403: { 'WWW-Authenticate': CHALLENGE },
  429: {
    'RateLimit-Policy': {
      description: '`"cards";q=10000;w=60`: cards in a window, and its seconds.',
      schema: { type: 'string' },
    },
    RateLimit: {
      description: '`"cards";r=0;t=41`: cards that are left, and seconds until all are there again.',
      schema: { type: 'string' },
    },
    'Retry-After': RETRY,
  },
  503: { 'Retry-After': RETRY },
  default: { 'Retry-After': { ...RETRY, description: `With 503. ${RETRY.description}` } },
};

export function headersOf(status: number | string): { readonly headers?: Readonly<Record<string, HeaderDocs>> } {
  const headers = HEADERS[String(status)];
  return headers === undefined ? {} : { headers };
}
