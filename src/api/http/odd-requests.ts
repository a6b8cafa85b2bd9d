import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { plainProblem, writeAndClose } from './socket-answer.js';

const ASKS_FOR_UPGRADE = /(?:^|,)[\t ]*upgrade[\t ]*(?:,|$)/i;
/** What Node's parser says of a request that ends too soon. */
const CUT_OFF = 'HPE_INVALID_EOF_STATE';

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
  server.on('request', (request: IncomingMessage) => {
    const { upgrade, connection = '' } = request.headers;
    if (upgrade !== undefined && ASKS_FOR_UPGRADE.test(connection)) noticeItsEnd(server, request);
  });
}

/**
 * To Node's parser the bytes behind an `Upgrade` may be another protocol's, so it does not object when its sender leaves in the middle
 * of the body. We upgrade nothing: this is the end of a request that is not whole, like any other.
 */
function noticeItsEnd(server: Server, request: IncomingMessage): void {
  const { socket } = request;
  const left = (): void => {
    if (!request.complete) server.emit('clientError', Object.assign(new Error('cut off'), { code: CUT_OFF }), socket);
  };
  socket.once('end', left);
  request.once('close', () => socket.off('end', left));
}
