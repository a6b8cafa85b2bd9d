import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { answerClientError } from './client-error.js';

const SWEEP_MS = 1_000;

/** Requests whose body is on its way, and when their headers had come, in milliseconds. */
const ARRIVING = new WeakMap<object, Map<IncomingMessage, number>>();

/** Like Node's own, which knows only one limit for all requests of a server and no exception. */
class ArrivalTimeout extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

/**
 * Cuts requests whose body takes longer than `limitMs` to arrive, answered or not, streams excepted. The headers are Node's business
 * (`headersTimeout`).
 */
export function limitArrivals(instance: FastifyInstance, limitMs: number): void {
  const arriving = new Map<IncomingMessage, number>();
  const { server } = instance;
  ARRIVING.set(server, arriving);
  // Before Fastify's own listener, which may decide at once that this one is a stream.
  server.prependListener('request', (request: IncomingMessage) => watchArrival(server, request));
  instance.addHook('onResponse', ({ raw }, _reply, done) => {
    if (raw.complete) arriving.delete(raw);
    done();
  });
  const timer = setInterval(() => sweep(arriving, limitMs), Math.min(SWEEP_MS, limitMs)).unref();
  server.on('close', () => clearInterval(timer));
}

/** From now on the body has the time a body has. */
export function watchArrival(server: object, request: IncomingMessage): void {
  if (hasBody(request) && !request.complete) ARRIVING.get(server)?.set(request, performance.now());
}

/** The body may come as slowly as whoever reads it allows. */
export function ignoreArrival(server: object, request: IncomingMessage): void {
  ARRIVING.get(server)?.delete(request);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function sweep(arriving: Map<IncomingMessage, number>, limitMs: number): void {
  const latest = performance.now() - limitMs;
  for (const [request, since] of arriving) {
    const isOver = request.complete || request.socket.destroyed;
    if (!isOver && since > latest) continue;
    arriving.delete(request);
    if (!isOver) answerClientError(new ArrivalTimeout(), request.socket);
  }
}
