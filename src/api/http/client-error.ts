import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ProblemCode } from '../problems/problem.js';
import { plainProblem, writeAndClose } from './socket-answer.js';

const PROBLEMS_OF_NODE: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Requests that were answered before their body had arrived. */
const ANSWERED_EARLY = new WeakMap<Socket, IncomingMessage>();

export function rememberEarlyAnswers(instance: FastifyInstance): void {
  instance.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) rememberEarlyAnswer(raw);
    done();
  });
}

export function rememberEarlyAnswer(raw: IncomingMessage): void {
  ANSWERED_EARLY.set(raw.socket, raw);
}

interface StreamedBody {
  readonly raw: IncomingMessage;
  readonly end: () => void;
}

/**
 * Streams under way: they end in their own way when the rest of their body cannot be read. Of those that are pipelined on a
 * connection the latest, for the bodies before it are complete.
 */
const STREAMS = new WeakMap<Socket, StreamedBody>();

/** @param end Called when Node cannot read on; null when the stream is over. */
export function whenBodyBreaks(raw: IncomingMessage, end: (() => void) | null): void {
  const { socket } = raw;
  if (end !== null) STREAMS.set(socket, { raw, end });
  else if (STREAMS.get(socket)?.raw === raw) STREAMS.delete(socket);
}

/** What Node keeps on a socket and does not document: the answer whose turn it is. */
type HttpSocket = Socket & { readonly _httpMessage?: ServerResponse | null };

/** Nothing gets through any more, in either direction: what is written waits for ever, and the connection with it. */
function isBrokenTls(code: string): boolean {
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO';
}

/**
 * Answers what Node could not parse. There is no request yet, only a socket; the error holds the raw bytes and is dropped. Whoever
 * sent good requests before gets their answers first, and nobody gets two for one.
 */
export function answerClientError(error: Error & { code?: string }, socket: HttpSocket): void {
  const { code = '' } = error;
  const answer = socket._httpMessage;
  const stream = STREAMS.get(socket);
  if (code === 'ECONNRESET' || isBrokenTls(code)) socket.destroy();
  else if (stream?.raw.complete === false) stream.end();
  else if (answer && (answer.req.complete || answer.headersSent))
    answer.once('finish', () => answerClientError(error, socket));
  else if (!socket.writable || ANSWERED_EARLY.get(socket)?.complete === false) socket.destroySoon();
  else writeAndClose(socket, plainProblem(PROBLEMS_OF_NODE[code] ?? 'malformed_http'));
}
