import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Method, METHODS, type RouteLabel } from './metrics.js';

/** All that may be known about a request once it is over: nothing in it was written by the caller. */
export interface FinishedRequest {
  readonly requestId: string;
  readonly method: Method;
  readonly route: RouteLabel;
  readonly status: number;
  readonly durationMs: number;
  /** Length of the answer's body; null for a stream. */
  readonly bytes: number | null;
}

export const UNMATCHED = 'unmatched';

export function finishedRequest(request: FastifyRequest, reply: FastifyReply): FinishedRequest {
  return {
    requestId: request.id,
    method: closedMethod(request.method),
    route: routeTemplate(request),
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    bytes: bodyBytes(reply),
  };
}

function closedMethod(method: string): Method {
  return METHODS.find((known) => known === method) ?? 'other';
}

/** The router's own text: a template such as `/v1/iins/:prefix`. The path that was asked for is never read. */
function routeTemplate(request: FastifyRequest): RouteLabel {
  return request.is404 ? UNMATCHED : (request.routeOptions.url ?? UNMATCHED);
}

function bodyBytes(reply: FastifyReply): number | null {
  const length = Number(reply.getHeader('content-length') ?? Number.NaN);
  return Number.isSafeInteger(length) ? length : null;
}
