import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { ProblemCode } from '../problems/problem.js';
import { toProblem, PROBLEM_MEDIA_TYPE } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { newRequestId } from './request-id.js';
import { COMMON_HEADERS } from './response-headers.js';

interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** A problem for where Fastify is not asked. In English, because what was sent is not to be trusted, and the last on its connection. */
export function plainProblem(code: ProblemCode): PlainAnswer {
  const id = newRequestId();
  const problem = toProblem(new RequestProblem(code), id, 'en');
  const body = JSON.stringify(problem);
  const headers = {
    ...COMMON_HEADERS,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-language': 'en',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': id,
    connection: 'close',
  };
  return { status: problem.status, headers, body };
}

export function writeAndClose(socket: Socket, { status, headers, body }: PlainAnswer): void {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${head.join('')}\r\n${body}`);
  // destroySoon and not end: a peer that never closes its half would keep the socket.
  socket.destroySoon();
}
