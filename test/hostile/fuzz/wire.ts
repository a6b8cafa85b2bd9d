import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { answersIn, type RawAnswer } from '../raw-answers.ts';

const PATIENCE_MS = 10_000;

/** A connection that is used again as long as the server lets us; one request at a time. */
export class Wire {
  #socket: Socket | null = null;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** @returns The last answer to one request; null when the connection ended without one, or nothing more came for long. */
  ask(request: Buffer): Promise<RawAnswer | null> {
    const isHead = request.subarray(0, 5).toString('latin1') === 'HEAD ';
    const socket = (this.#socket ??= connect({ port: this.#port, host: '127.0.0.1', noDelay: true }));
    return new Promise((resolve) => {
      let received: Buffer = Buffer.alloc(0);
      const settle = (answer: RawAnswer | null, isOver: boolean): void => {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        clearTimeout(timer);
        if (isOver) this.close();
        resolve(answer);
      };
      const timer = setTimeout(() => settle(null, true), PATIENCE_MS);
      socket.on('data', (piece) => {
        received = received.length === 0 ? piece : Buffer.concat([received, piece]);
        const answer = finalAnswerIn(received, isHead);
        if (answer !== null) settle(answer, answer.headers.get('connection') === 'close');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => settle(null, true));
      socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }
}

/** Answers to HEAD tell the length of a body that is not there. */
function finalAnswerIn(received: Buffer, isHead: boolean): RawAnswer | null {
  if (isHead) {
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return null;
    const text = received
      .toString('latin1', 0, end + 4)
      .replace(/\r\n(?:content-length|transfer-encoding):[^\r]*/gi, '');
    return answersIn(Buffer.from(text), true).answers.at(-1) ?? null;
  }
  return answersIn(received, false).answers.findLast(({ status }) => status >= 200) ?? null;
}

/** Sends bytes on a connection of their own and says that no more will come. Null when the server does not close it. */
export function throwAt(port: number, bytes: Buffer, turn: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    // Many addresses of this machine: a port that was just closed is not free again at once.
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (turn % 200)}` });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, PATIENCE_MS);
    socket.on('connect', () => socket.end(bytes));
    socket.on('data', (piece) => received.push(piece));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(received));
    });
  });
}
