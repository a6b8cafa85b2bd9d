import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

const SILENCE_MS = 20_000;

/** Sends bytes as they are and returns what came until the server closed the connection. */
export function exchange(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => received.push(chunk));
    // Whoever is refused while it still writes is reset; what came before that counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(received)));
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
  });
}

/** Does all of it, so many at a time, in any order. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
