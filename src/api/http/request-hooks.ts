import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { acceptsAny } from './accept.js';
import { contentCodingOf, IDENTITY } from './content-coding.js';
import { applyCommonHeaders } from './response-headers.js';
import { CONSUMES_JSON } from './route-traits.js';
import { RouteTable } from './route-table.js';

/** Problems have a type of their own and are sent to everybody; who takes nothing else takes no good answer. */
const JSON_TYPES = ['application/json'];

/** Installed before Nest's own hooks, so that nothing is answered without our headers. */
export function installRequestHooks(instance: FastifyInstance, batchBodyBytesMax: number): void {
  const table = new RouteTable();
  instance.addHook('onRoute', (route) => {
    table.add(route.url, route.method);
    if (route.config?.body === 'batch') route.bodyLimit = batchBodyBytesMax;
  });
  instance.addHook('onRequest', (request, reply, done) => {
    applyCommonHeaders(request.id, reply);
    if (isMisleading(request)) answerMalformed(request, reply);
    else if (request.is404) answerUnrouted(request, reply, table);
    else if (!isAcceptable(request)) sendProblem(request, reply, new RequestProblem('not_acceptable'));
    else if (isEncodedUnreadably(request)) answerEncoded(request, reply);
    else if (!isReadable(request)) sendProblem(request, reply, new RequestProblem('unsupported_media_type'));
    else done();
  });
}

/** What Node takes for a good request, and a proxy in front may take for another one. */
function isMisleading(request: FastifyRequest): boolean {
  return isOtherVersion(request) || hasNotOneHost(request) || hasTwoAddresses(request) || hasNoClearEnd(request);
}

/** Node lets HTTP/0.9 and HTTP/2.0 pass, each in the form of HTTP/1.1. */
function isOtherVersion({ raw: { httpVersion } }: FastifyRequest): boolean {
  return httpVersion !== '1.1' && httpVersion !== '1.0';
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

/** What a `Host` is made of (RFC 3986 §3.2.2); it may be empty. */
const HOST = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/** RFC 9112 §3.2: what is no host at all, and §3.2.2: a target that names another one than `Host`. A proxy may have gone by either. */
function hasTwoAddresses({ raw: { url = '', headers } }: FastifyRequest): boolean {
  const { host } = headers;
  if (host === undefined) return false;
  if (!HOST.test(host)) return true;
  if (url.startsWith('/')) return false;
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i.exec(url)?.[1];
  return authority !== undefined && authority.toLowerCase() !== host.toLowerCase();
}

/**
 * RFC 9112 §6.3: of a body in another transfer coding nobody knows where it ends, nor where the next request begins. HTTP/1.0 knows no
 * such codings (§6.1), and a proxy that speaks it would pass the chunks on as they are.
 */
function hasNoClearEnd({ headers, raw: { httpVersion } }: FastifyRequest): boolean {
  const coding = headers['transfer-encoding'];
  return coding !== undefined && (httpVersion !== '1.1' || coding.trim().toLowerCase() !== 'chunked');
}

function answerMalformed(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'close');
  sendProblem(request, reply, new RequestProblem('malformed_http'));
}

/** Either the path is unknown, or it is known and the method is not. */
function answerUnrouted(request: FastifyRequest, reply: FastifyReply, table: RouteTable): void {
  let allow: string | null;
  try {
    allow = allowOf(request, table);
  } catch {
    // The router reads no path for a method that no route has, so a bad one may come this far.
    sendProblem(request, reply, new RequestProblem('malformed_url'));
    return;
  }
  if (allow !== null) reply.header('allow', allow);
  if (allow !== null && request.method === 'OPTIONS') void reply.code(204).send();
  else sendProblem(request, reply, new RequestProblem(allow === null ? 'not_found' : 'method_not_allowed'));
}

function allowOf({ method, raw: { url = '' } }: FastifyRequest, table: RouteTable): string | null {
  return method === 'OPTIONS' && url === '*' ? table.allowedAnywhere() : table.allowed(url);
}

function isAcceptable(request: FastifyRequest): boolean {
  const { produces = JSON_TYPES } = request.routeOptions.config;
  return acceptsAny(request.headers.accept, produces);
}

function isEncodedUnreadably({ method, headers, routeOptions }: FastifyRequest): boolean {
  const coding = contentCodingOf(headers['content-encoding']);
  const { codings = [] } = routeOptions.config;
  return method === 'POST' && coding !== IDENTITY && !codings.includes(coding);
}

function answerEncoded(request: FastifyRequest, reply: FastifyReply): void {
  // RFC 9110 §12.5.3: tells this 415 from the one about the media type.
  const { codings = [] } = request.routeOptions.config;
  reply.header('accept-encoding', [...codings, IDENTITY].join(', '));
  sendProblem(request, reply, new RequestProblem('unsupported_media_type'));
}

/**
 * Fastify would refuse a foreign media type too, but remembers the last hundred texts it was asked about. So it only gets to see
 * types of ours, without their parameters. Of those only the charset could change how the bytes are read.
 */
function isReadable(request: FastifyRequest): boolean {
  const { consumes = CONSUMES_JSON } = request.routeOptions.config;
  const given = request.headers['content-type'];
  if (given === undefined || request.method !== 'POST') return true;
  const [mediaType = '', ...parameters] = given.toLowerCase().split(';');
  if (!parameters.every(isUtf8)) return false;
  const known = consumes.find((type) => type === mediaType.trim());
  if (known !== undefined) request.headers['content-type'] = known;
  return known !== undefined;
}

function isUtf8(parameter: string): boolean {
  const [name = '', value = ''] = parameter.split('=').map((text) => text.trim());
  return name !== 'charset' || /^"?utf-?8"?$/.test(value);
}
