import type { Socket } from 'node:net';

/** What is to be done when a connection closes. Many pipelined streams share one, and Node warns of more than ten listeners. */
const LEAVERS = new WeakMap<Socket, Set<() => void>>();

/** Calls `leave` when the connection closes; `forgetClose` undoes it. */
export function whenClosed(socket: Socket, leave: () => void): void {
  const known = LEAVERS.get(socket);
  if (known !== undefined) {
    known.add(leave);
    return;
  }
  const leavers = new Set([leave]);
  LEAVERS.set(socket, leavers);
  socket.once('close', () => {
    for (const each of leavers) each();
  });
}

export function forgetClose(socket: Socket, leave: () => void): void {
  LEAVERS.get(socket)?.delete(leave);
}
