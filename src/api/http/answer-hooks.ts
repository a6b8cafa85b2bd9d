import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, noneMatchHolds } from './conditional.js';
import { languageOf } from './language.js';

/** Names the versions an answer depends on: of the data and of the package. */
export type VersionsOf = () => readonly string[];

/** Language, caching and page policy of good answers, from the traits of their route. */
export function installAnswerHooks(instance: FastifyInstance, versionsOf: VersionsOf): void {
  instance.addHook('onSend', (request, reply, payload, done) => {
    done(null, reply.statusCode === 200 ? describe(request, reply, payload, versionsOf) : payload);
  });
}

/** @returns What is left to send: nothing when the caller has it already. */
function describe(request: FastifyRequest, reply: FastifyReply, payload: unknown, versionsOf: VersionsOf): unknown {
  const { localized = false, sameBytes = false, cacheSeconds, contentSecurityPolicy } = request.routeOptions.config;
  if (contentSecurityPolicy !== undefined) reply.header('content-security-policy', contentSecurityPolicy);
  const language = localized ? [languageOf(request.headers['accept-language'])] : [];
  if (localized) reply.headers({ 'content-language': language.join(), vary: 'Accept-Language' });
  if (cacheSeconds === undefined) return payload;
  const tag = `${sameBytes ? '' : 'W/'}${entityTag(...versionsOf(), ...language)}`;
  reply.headers({ etag: tag, 'cache-control': cachePolicy(cacheSeconds) });
  return noneMatchHolds(request.headers['if-none-match'], tag) ? payload : notModified(reply);
}

function cachePolicy(seconds: number): string {
  return `public, max-age=${seconds}, stale-while-revalidate=${seconds}`;
}

function notModified(reply: FastifyReply): null {
  reply.code(304).removeHeader('content-type').removeHeader('content-length').removeHeader('content-disposition');
  return null;
}
