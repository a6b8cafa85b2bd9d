import type { FastifyReply } from 'fastify';

/** Nothing we answer as JSON is a page: it may load nothing, run nothing and be framed by nobody. */
export const INERT_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Swagger UI from our own files. `unsafe-inline` is for style attributes only; scripts come from files. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** GraphiQL is a development page and comes from a public CDN; see the option `graphiql`. */
export const GRAPHIQL_POLICY =
  "default-src 'none'; script-src 'unsafe-inline' https://unpkg.com; style-src 'unsafe-inline' https://unpkg.com; " +
  "font-src https://unpkg.com data:; img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; frame-ancestors 'none'";

/** Headers of every answer, right or wrong. Card data must not be kept, so nothing may be unless a route says otherwise. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': INERT_POLICY,
};

/** Safe to call twice: hooks do it first, and answers that are made where no hook ran do it again. */
export function applyCommonHeaders(requestId: string, reply: FastifyReply): void {
  reply.headers(COMMON_HEADERS);
  reply.header('x-request-id', requestId);
}
