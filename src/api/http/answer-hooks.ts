import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, noneMatchHolds } from './conditional.js';
import { languageOf } from './language.js';
import type { RouteTraits } from './route-traits.js';

/** Names the versions the answers of a route depend on: of the data and of the package. */
export type VersionsOf = (traits: RouteTraits) => readonly string[];

/** The language of every answer, and caching and page policy of good ones, from the traits of their route. */
export function installAnswerHooks(instance: FastifyInstance, versionsOf: VersionsOf): void {
  const before = new WeakMap<FastifyRequest, string>();
  instance.addHook('preHandler', (request, _reply, done) => {
    const { config } = request.routeOptions;
    if (config.cacheSeconds !== undefined) before.set(request, versionsOf(config).join());
    done();
  });
  instance.addHook('onSend', (request, reply, payload, done) => {
    const { config } = request.routeOptions;
    const { localized = false } = config;
    const language = localized ? [languageOf(request.headers['accept-language'])] : [];
    // Errors too: those of GraphQL hold messages, and do not come from `sendProblem`.
    if (localized) reply.headers({ 'content-language': language.join(), vary: 'Accept-Language' });
    const versions = versionsOf(config);
    // New data was put in place while the answer was made: nobody can say which of the two it is from, so nobody may keep it.
    const isMixed = before.get(request) !== versions.join();
    done(
      null,
      reply.statusCode !== 200 || (config.cacheSeconds !== undefined && isMixed)
        ? payload
        : describe(request, reply, payload, [...versions, ...language]),
    );
  });
}

/** @returns What is left to send: nothing when the caller has it already. */
function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  versions: readonly string[],
): unknown {
  const { sameBytes = false, cacheSeconds, contentSecurityPolicy } = request.routeOptions.config;
  if (contentSecurityPolicy !== undefined) reply.header('content-security-policy', contentSecurityPolicy);
  if (cacheSeconds === undefined) return payload;
  const tag = `${sameBytes ? '' : 'W/'}${entityTag(...versions)}`;
  // A cache between us and others would hand on what was given to one of them.
  const audience = request.visit?.isPersonal === true ? 'private' : 'public';
  reply.headers({ etag: tag, 'cache-control': `${audience}, ${cachePolicy(cacheSeconds)}` });
  return noneMatchHolds(request.headers['if-none-match'], tag) ? payload : notModified(request, reply);
}

function cachePolicy(seconds: number): string {
  // Kept, but never shown again without asking.
  if (seconds === 0) return 'no-cache';
  return `max-age=${seconds}, stale-while-revalidate=${seconds}`;
}

/**
 * Fastify's own hook of HEAD routes runs after ours. It cannot take null, and to text it adds the length of a body GET would not
 * send; from an empty stream it takes nothing.
 */
function notModified({ method }: FastifyRequest, reply: FastifyReply): Readable | null {
  reply.code(304).removeHeader('content-type').removeHeader('content-length').removeHeader('content-disposition');
  return method === 'HEAD' ? Readable.from([]) : null;
}
