import type { IncomingMessage } from 'node:http';

/**
 * How long, and over how many bytes, the rest of a body is read and thrown away after its answer has ended. A connection that is
 * closed while bytes wait in it is reset, and a reset may overtake the answer (RFC 9112 §9.6). Less than the time that is left
 * when a shutdown ends the streams.
 */
const LINGER_MS = 750;
const LINGER_BYTES = 64 * 1024 * 1024;

/** Throws the body away until it ends, the client goes, or the limits are reached. Whoever reads it must have let go. */
export function discardBody(raw: IncomingMessage): Promise<void> {
  const { socket } = raw;
  return new Promise((resolve) => {
    let bytes = 0;
    const onData = (chunk: Uint8Array): void => {
      bytes += chunk.length;
      if (bytes >= LINGER_BYTES) stop();
    };
    const timer = setTimeout(stop, LINGER_MS);
    function stop(): void {
      clearTimeout(timer);
      raw.off('data', onData).off('end', stop);
      socket.off('close', stop).off('end', stop);
      resolve();
    }
    // A body that is complete keeps nothing on its way; others may follow it on the connection.
    if (raw.complete || socket.destroyed || socket.readableEnded) {
      stop();
      return;
    }
    raw.on('data', onData).once('end', stop);
    socket.once('close', stop).once('end', stop);
    raw.resume();
  });
}
