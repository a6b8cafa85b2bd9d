import type { Duplex } from 'node:stream';
import { Server } from 'node:https';

/**
 * What comes before HTTP on a TLS port: connections that are being secured. Whoever does not speak TLS, or not ours, is cut without a
 * word; there is no request that could be answered or logged. On a server without TLS it does nothing.
 */
export function watchHandshakes(server: object): void {
  if (!isSecure(server)) return;
  // Node's own listener would have it answered as broken HTTP, encrypted for nobody.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  cutUnsecuredToo(server);
}

/** A guard, for `instanceof` leaves the kinds of requests and answers open. */
function isSecure(server: object): server is Server {
  return server instanceof Server;
}

/** Node cuts only connections that have come as far as HTTP; the others would outlast the grace of a shutdown. */
function cutUnsecuredToo(server: Server): void {
  const accepted = new Set<Duplex>();
  server.on('connection', (socket) => {
    accepted.add(socket);
    socket.once('close', () => accepted.delete(socket));
  });
  const cutSecured = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    cutSecured();
    for (const socket of accepted) socket.destroy();
  };
}
