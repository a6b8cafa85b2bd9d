import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, sendProblem } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { acceptsAny } from './accept.js';
import { applyCommonHeaders } from './response-headers.js';
import { CONSUMES_JSON } from './route-traits.js';
import { RouteTable } from './route-table.js';

const JSON_TYPES = ['application/json', PROBLEM_MEDIA_TYPE];

/** Installed before Nest's own hooks, so that nothing is answered without our headers. */
export function installRequestHooks(instance: FastifyInstance, batchBodyBytesMax: number): void {
  const table = new RouteTable();
  instance.addHook('onRoute', (route) => {
    table.add(route.url, route.method);
    if (route.config?.body === 'batch') route.bodyLimit = batchBodyBytesMax;
  });
  instance.addHook('onRequest', (request, reply, done) => {
    applyCommonHeaders(request.id, reply);
    if (hasNotOneHost(request)) sendProblem(request, reply, new RequestProblem('malformed_http'));
    else if (request.is404) answerUnrouted(request, reply, table);
    else if (!isAcceptable(request)) sendProblem(request, reply, new RequestProblem('not_acceptable'));
    else if (!isReadable(request)) sendProblem(request, reply, new RequestProblem('unsupported_media_type'));
    else done();
  });
}

/** RFC 9112 §3.2 wants 400. Of two, Node takes the first and a proxy in front may have taken the other. */
function hasNotOneHost(request: FastifyRequest): boolean {
  const { rawHeaders, httpVersion } = request.raw;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 || (hosts === 0 && httpVersion === '1.1');
}

/** Either the path is unknown, or it is known and the method is not. */
function answerUnrouted(request: FastifyRequest, reply: FastifyReply, table: RouteTable): void {
  const allow = table.allowed(request.raw.url ?? '');
  if (allow !== null) reply.header('allow', allow);
  if (allow !== null && request.method === 'OPTIONS') void reply.code(204).send();
  else sendProblem(request, reply, new RequestProblem(allow === null ? 'not_found' : 'method_not_allowed'));
}

function isAcceptable(request: FastifyRequest): boolean {
  const { produces = JSON_TYPES } = request.routeOptions.config;
  return acceptsAny(request.headers.accept, produces);
}

/**
 * Fastify would refuse a foreign media type too, but remembers the last hundred texts it was asked about. So it only gets to see
 * types of ours, without their parameters.
 */
function isReadable(request: FastifyRequest): boolean {
  const { consumes = CONSUMES_JSON } = request.routeOptions.config;
  const given = request.headers['content-type'];
  if (given === undefined || request.method !== 'POST') return true;
  const [mediaType = ''] = given.toLowerCase().split(';');
  const known = consumes.find((type) => type === mediaType.trim());
  if (known !== undefined) request.headers['content-type'] = known;
  return known !== undefined;
}
