import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FinishedRequest, finishedRequest } from './finished-request.js';
import type { UnansweredReason } from './watch-series.js';

/**
 * What became of a request. `refused`: ours to say no (4xx, and 503 for want of room). `failed`: a bug. `aborted`: the client left, or
 * was cut off, before the end of the answer.
 */
export type Outcome = 'answered' | 'refused' | 'failed' | 'aborted';

export interface EndedRequest extends Omit<FinishedRequest, 'status'> {
  /** Null when none was sent. */
  readonly status: number | null;
  readonly outcome: Outcome;
  /** When the request was there as a whole, after its arrival, and how long the answer then took to make; null when no handler was asked. */
  readonly answering: { readonly afterMs: number; readonly durationMs: number } | null;
}

export interface RequestWatcher {
  /** Each request a route could be asked for, once. */
  requestEnded(ended: EndedRequest, request: FastifyRequest): void;
  /** What came was no request as we take them. @param status Null when the connection was cut without a word. */
  requestUnparsed(reason: Exclude<UnansweredReason, 'client_gone'>, status: number | null): void;
}

interface Watched {
  request: FastifyRequest | null;
  reply: FastifyReply | null;
  isTold: boolean;
  readonly arrivedAtMs: number;
  handlingAtMs: number | null;
  answering: EndedRequest['answering'];
}

/** Tells what becomes of every request of a server, those that no hook of Fastify hears of too. Install it before others listen for requests. */
export function watchRequests(instance: FastifyInstance, watcher: RequestWatcher): void {
  const watched = new WeakMap<IncomingMessage, Watched>();
  const busy = new WeakSet<Duplex>();
  instance.server.prependListener('request', (raw: IncomingMessage, response: ServerResponse) => {
    const watch = newWatch();
    watched.set(raw, watch);
    const { socket } = raw;
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      tellUntold(watch, response, watcher);
    });
  });
  instance.addHook('onRequest', (request, reply, done) => {
    Object.assign(watched.get(request.raw) ?? {}, { request, reply });
    done();
  });
  instance.addHook('preHandler', ({ raw }, _reply, done) => {
    const watch = watched.get(raw);
    if (watch !== undefined) watch.handlingAtMs = performance.now();
    done();
  });
  instance.addHook('onSend', ({ raw }, _reply, payload, done) => {
    const watch = watched.get(raw);
    if (watch !== undefined) endHandling(watch);
    done(null, payload);
  });
  instance.addHook('onResponse', (request, reply, done) => {
    tellEnded(watched.get(request.raw), request, reply, watcher);
    done();
  });
  // A body that breaks off belongs to a request, which is told as such.
  watchUnparsed(instance, watcher, (socket) => busy.has(socket));
}

function newWatch(): Watched {
  const arrivedAtMs = performance.now();
  return { request: null, reply: null, isTold: false, arrivedAtMs, handlingAtMs: null, answering: null };
}

function endHandling(watch: Watched): void {
  const { arrivedAtMs, handlingAtMs } = watch;
  if (handlingAtMs === null) return;
  watch.answering = { afterMs: handlingAtMs - arrivedAtMs, durationMs: performance.now() - handlingAtMs };
}

function tellEnded(
  watch: Watched | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  watcher: RequestWatcher,
): void {
  if (watch !== undefined) watch.isTold = true;
  const finished = finishedRequest(request, reply);
  const answering = watch?.answering ?? null;
  watcher.requestEnded({ ...finished, outcome: outcomeOf(finished.status), answering }, request);
}

/** After the end of every answer: whose end nobody has told yet, had none, or never came as far as a hook. */
function tellUntold({ request, reply, isTold }: Watched, response: ServerResponse, watcher: RequestWatcher): void {
  if (isTold) return;
  if (request === null || reply === null) {
    if (response.writableFinished) watcher.requestUnparsed('malformed_url', response.statusCode);
    return;
  }
  const finished = finishedRequest(request, reply);
  const status = response.headersSent ? finished.status : null;
  watcher.requestEnded({ ...finished, status, bytes: null, outcome: 'aborted', answering: null }, request);
}

export function outcomeOf(status: number): Outcome {
  if (status < 400) return 'answered';
  return status < 500 || status === 503 ? 'refused' : 'failed';
}

/** What Node's parser and Node's server end by themselves; our answers to it are in src/api/http. The bytes are not looked at. */
function watchUnparsed(
  { server }: FastifyInstance,
  watcher: RequestWatcher,
  isBusy: (socket: Duplex) => boolean,
): void {
  server.on('clientError', ({ code = '' }: Error & { code?: string }, socket) => {
    if (isBusy(socket)) return;
    if (code === 'HPE_HEADER_OVERFLOW') watcher.requestUnparsed('headers_too_large', 431);
    else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') watcher.requestUnparsed('timed_out', 408);
    else if (code.startsWith('HPE_')) watcher.requestUnparsed('malformed', 400);
  });
  server.on('checkExpectation', () => watcher.requestUnparsed('expectation', 400));
  server.on('connect', () => watcher.requestUnparsed('connect', 405));
}
