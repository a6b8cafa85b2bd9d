import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { ProblemCode } from '../problems/problem.js';
import { toProblem, PROBLEM_MEDIA_TYPE } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { newRequestId } from './request-id.js';
import { COMMON_HEADERS } from './response-headers.js';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** Answers what Node could not parse. There is no request yet, only a socket; the error holds the raw bytes and is dropped. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = newRequestId();
  const problem = toProblem(new RequestProblem(PROBLEMS_OF_NODE[error.code ?? ''] ?? 'malformed_http'), id, 'en');
  const body = JSON.stringify(problem);
  const headers = {
    ...COMMON_HEADERS,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-language': 'en',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': id,
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // destroySoon and not end: a peer that never closes its half would keep the socket.
  socket.write(`HTTP/1.1 ${problem.status} ${REASONS[problem.status]}\r\n${head.join('')}\r\n${body}`);
  socket.destroySoon();
}

const PROBLEMS_OF_NODE: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};
