import type { Server, ServerOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { fastify, type FastifyHttpOptions, type FastifyInstance } from 'fastify';
import { sendProblem } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { limitArrivals } from './arrivals.js';
import { bodyKindStrategy, STREAM_TYPES } from './body-kind.js';
import { answerClientError, rememberEarlyAnswers } from './client-error.js';
import { limitDepartures } from './departures.js';
import { watchHandshakes } from './handshakes.js';
import { parseJsonBodies } from './json-body.js';
import { answerOddRequests } from './odd-requests.js';
import { lingerOverRefusedBodies } from './refused-bodies.js';
import { installRequestHooks } from './request-hooks.js';
import { requestIdOf } from './request-id.js';

/** The names are those of the settings, so that the configuration can be handed over as it is. */
export interface HttpAdapterOptions {
  readonly bodyBytesMax: number;
  readonly batchBodyBytesMax: number;
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly writeStallMs: number;
  readonly maxConnections: number;
}

export const DEFAULT_HTTP_ADAPTER_OPTIONS: HttpAdapterOptions = {
  bodyBytesMax: 64 * 1024,
  batchBodyBytesMax: 2 * 1024 * 1024,
  requestTimeoutMs: 10_000,
  headersTimeoutMs: 5_000,
  // Longer than the 60 s after which load balancers drop an idle connection, or they would reuse one we just closed.
  keepAliveTimeoutMs: 65_000,
  writeStallMs: 15_000,
  maxConnections: 10_000,
};

const HEADER_BYTES_MAX = 8 * 1024;
const CONNECTIONS_CHECK_MS = 1_000;
/** Bytes per second: a megabyte has a minute, longer than anybody waits for one who means to read it. */
const ANSWER_RATE_MIN = 16 * 1024;

/** Fastify as Nest's HTTP server, hardened. Create the application with `{ bodyParser: false }`: Fastify's parser is the one checked. */
export function createHttpAdapter(options: HttpAdapterOptions, tls: TlsOptions | null = null): FastifyAdapter {
  const instance = createInstance(options, tls);
  instance.addConstraintStrategy(bodyKindStrategy);
  instance.server.maxConnections = options.maxConnections;
  letClientsHangUpFirst(instance.server);
  answerOddRequests(instance.server);
  watchHandshakes(instance.server);
  rememberEarlyAnswers(instance);
  limitArrivals(instance, options.requestTimeoutMs);
  limitDepartures(instance, { stallMs: options.writeStallMs, bytesPerSecondMin: ANSWER_RATE_MIN });
  installRequestHooks(instance, options.batchBodyBytesMax);
  lingerOverRefusedBodies(instance);
  parseJsonBodies(instance);
  readStreamsAsTheyAre(instance);
  return new FastifyAdapter(instance);
}

function createInstance(options: HttpAdapterOptions, tls: TlsOptions | null): FastifyInstance {
  const server = serverOptions(options);
  const listening = tls === null ? { http: server } : { https: { ...server, ...tls } };
  // One type for both: a server with TLS does all that one without does.
  return fastify({ ...fastifyOptions(options), ...listening } as FastifyHttpOptions<Server>);
}

/**
 * Who closes its side after the last request gets what it asked for. Node then closes the connection behind the last answer, and at once
 * where none is due. Node has this off, and its types do not know it.
 */
function letClientsHangUpFirst(server: Server & { httpAllowHalfOpen?: boolean }): void {
  server.httpAllowHalfOpen = true;
  // Not before a connection is secured: one that is given up then would wait for the end of its time.
  server.on('secureConnection', (socket: Duplex) => (socket.allowHalfOpen = true));
}

function serverOptions(options: HttpAdapterOptions): ServerOptions {
  return {
    headersTimeout: options.headersTimeoutMs,
    connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    maxHeaderSize: HEADER_BYTES_MAX,
    // Node would answer in its own words; the hooks answer in ours.
    requireHostHeader: false,
  };
}

function fastifyOptions(options: HttpAdapterOptions): FastifyHttpOptions<Server> {
  return {
    logger: false,
    trustProxy: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
    bodyLimit: options.bodyBytesMax,
    // Node's own would end streams too: see arrivals.ts.
    requestTimeout: 0,
    // Silence in both directions while a request is under way. Between requests Node counts keepAliveTimeout instead.
    connectionTimeout: options.writeStallMs,
    keepAliveTimeout: options.keepAliveTimeoutMs,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // The drain before `close()` answers late requests; a 503 here would fail them.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // As long as a URL can be: a long prefix is refused by us, with a reason, and not by the router.
    routerOptions: { maxParamLength: HEADER_BYTES_MAX, caseSensitive: true },
    frameworkErrors: (_error, request, reply) => sendProblem(request, reply, new RequestProblem('malformed_url')),
    clientErrorHandler: answerClientError,
  };
}

/** In place of Fastify's parser of text, which would read the whole body. */
function readStreamsAsTheyAre(instance: FastifyInstance): void {
  instance.removeContentTypeParser('text/plain');
  instance.addContentTypeParser([...STREAM_TYPES], (_request, payload, done) => done(null, payload));
}
