import { Buffer } from 'node:buffer';
import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_MEDIA_TYPE, toProblem } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { discardBody } from '../stream/lingering-close.js';
import { rememberEarlyAnswer } from './client-error.js';
import { COMMON_HEADERS } from './response-headers.js';
import { watchArrival } from './arrivals.js';

/** Seconds. An overload that a second does not end is refused again, as cheaply. */
const RETRY_AFTER = '1';

/** A longer body, or one of unknown length, is not worth reading to keep a connection. */
const BODY_DISCARDED_BYTES_MAX = 64 * 1024;

const ID_LENGTH = 8;
const ID_BASE = 36;
const ID_HOLE = `shed-${'x'.repeat(ID_LENGTH)}`;

const [BODY_BEGIN = '', BODY_END = ''] = JSON.stringify(
  toProblem(new RequestProblem('overloaded'), ID_HOLE, 'en'),
).split(ID_HOLE);

const HEADERS: Readonly<Record<string, string>> = {
  ...COMMON_HEADERS,
  'content-type': PROBLEM_MEDIA_TYPE,
  'content-language': 'en',
  'content-length': String(Buffer.byteLength(BODY_BEGIN + ID_HOLE + BODY_END)),
  'retry-after': RETRY_AFTER,
};

const STATUS = 503;
const HEAD = [
  `HTTP/1.1 ${STATUS} Service Unavailable`,
  ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
  'connection: keep-alive',
  'x-request-id: ',
].join('\r\n');

/**
 * What Node keeps on an answer and does not document: its head, once it is made. Measured: with a head that is a constant an
 * answer takes 19 µs of a core, reading and writing included, and 31 µs by `writeHead`.
 */
type HeadedResponse = ServerResponse & { _header: string };

/** Eight letters and digits: too few digits for a card number, and dear enough only to be told apart. */
let count = randomInt(ID_BASE ** (ID_LENGTH - 1), ID_BASE ** ID_LENGTH / 2);

function nextId(): string {
  count += 1;
  return `shed-${count.toString(ID_BASE)}`;
}

/**
 * Answers 503 without asking Fastify. Invariant: the body that was refused is never taken for the next request. Node throws a short one
 * away once it is answered; after a long one the connection closes.
 *
 * @param mayStay False asks the client to open its next connection elsewhere.
 */
export function refuse(server: object, request: IncomingMessage, response: ServerResponse, mayStay: boolean): void {
  if (response.destroyed) return;
  const id = nextId();
  const body = BODY_BEGIN + id + BODY_END;
  if (!mayStay || !response.shouldKeepAlive || !hasShortBody(request)) {
    refuseAndClose(request, response, { id, body });
    return;
  }
  response.statusCode = STATUS;
  (response as HeadedResponse)._header = `${HEAD}${id}\r\n\r\n`;
  response.end(body, 'latin1');
  if (request.complete) return;
  watchArrival(server, request);
  rememberEarlyAnswer(request);
}

function refuseAndClose(
  request: IncomingMessage,
  response: ServerResponse,
  { id, body }: Readonly<Record<'id' | 'body', string>>,
): void {
  response.writeHead(STATUS, { ...HEADERS, 'x-request-id': id, connection: 'close' }).write(body);
  rememberEarlyAnswer(request);
  void discardBody(request).then(() => response.end());
}

/** Short enough to be read for the sake of the connection. */
export function hasShortBody({ headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return false;
  return Number(headers['content-length'] ?? 0) <= BODY_DISCARDED_BYTES_MAX;
}
