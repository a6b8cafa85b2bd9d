import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { plainProblem, writeAndClose } from './socket-answer.js';

/** What Node answers by itself, in its own words or with silence, unless somebody listens. */
export function answerOddRequests(server: Server): void {
  // `Expect: 100-continue` does not come here.
  server.on('checkExpectation', (_request, response) => {
    const { status, headers, body } = plainProblem('malformed_http');
    response.writeHead(status, headers).end(body);
  });
  server.on('connect', (_request, socket) => {
    // From here on the socket is ours alone, its errors too.
    socket.on('error', () => socket.destroy());
    const { headers, ...answer } = plainProblem('method_not_allowed');
    writeAndClose(socket as Socket, { ...answer, headers: { ...headers, allow: 'GET, HEAD, OPTIONS, POST' } });
  });
}
