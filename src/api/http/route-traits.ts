import { RouteConfig } from '@nestjs/platform-fastify';

/** What the hooks must know about a route. They read it from Fastify's `routeOptions.config`. */
export interface RouteTraits {
  /** Media types of the answer, problems aside; `application/json` when missing. */
  readonly produces?: readonly string[];
  /** Media types of the request's body; `application/json` when missing. */
  readonly consumes?: readonly string[];
  /** Media types that another route of the same address reads. */
  readonly alsoConsumes?: readonly string[];
  /** Content codings of the request's body that the route undoes, besides `identity`. */
  readonly codings?: readonly string[];
  /** `batch` allows the long body of a batch. */
  readonly body?: 'batch';
  /** Seconds a cache may keep the answer; with 0 it asks each time whether there is another. Without it nobody may keep anything. */
  readonly cacheSeconds?: number;
  /** The same bytes for the same versions, in every process. Other entity tags are weak: `loadedAt` differs between replicas. */
  readonly sameBytes?: boolean;
  /** The answer names issuers, so it changes with an operator's issuer data too. */
  readonly namesIssuers?: boolean;
  /** The answer holds messages, so it depends on `Accept-Language`. */
  readonly localized?: boolean;
  /** Answered without asking who is there: documents of ours that name no card. */
  readonly isPublic?: boolean;
  /** Answers with pages and scripts of our own need a policy that lets them run. */
  readonly contentSecurityPolicy?: string;
}

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Merging is how Fastify learns what its `config` holds.
  interface FastifyContextConfig extends RouteTraits {}
}

export const CONSUMES_JSON: readonly string[] = ['application/json'];

export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 24 * HOUR_SECONDS;

export function Traits(traits: RouteTraits): MethodDecorator {
  return RouteConfig(traits);
}
