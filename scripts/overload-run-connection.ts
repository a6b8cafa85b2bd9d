import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface ConnectionEvents {
  onAnswer(connection: Connection, status: number, dueMs: number): void;
  /** A request without an answer. */
  onLost(dueMs: number): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: (\d+)/i;
const STATUS_BEGIN = 'HTTP/1.1 '.length;

/** One request after the other on one connection, with as little work per answer as can be: its length and its status. */
export class Connection {
  readonly connected: Promise<unknown>;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  #dueMs: number | null = null;
  #isSpent = false;
  #status = 0;
  #missingBytes = 0;
  #head: Buffer = Buffer.alloc(0);

  /** @param target A port of this machine, or the path of a Unix socket. */
  constructor(target: number | string, events: ConnectionEvents) {
    this.#events = events;
    this.#socket =
      typeof target === 'string' ? connect(target) : connect({ port: target, host: '127.0.0.1', noDelay: true });
    this.connected = once(this.#socket, 'connect');
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => this.#lose());
  }

  get isClosed(): boolean {
    return this.#isSpent || this.#socket.destroyed || this.#socket.readableEnded;
  }

  close(): void {
    this.#isSpent = true;
    this.#socket.destroy();
  }

  send(request: Buffer, dueMs: number): void {
    this.#dueMs = dueMs;
    if (this.#socket.destroyed) this.#lose();
    else this.#socket.write(request);
  }

  #read(chunk: Buffer): void {
    // An answer that nobody asked for: a farewell.
    this.#isSpent ||= this.#dueMs === null;
    if (this.#isSpent) return;
    if (this.#status !== 0) {
      this.#take(chunk.length);
      return;
    }
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return;
    const head = this.#head.toString('latin1', 0, end);
    this.#status = Number(head.slice(STATUS_BEGIN, STATUS_BEGIN + 3));
    this.#missingBytes = Number(LENGTH.exec(head)?.[1] ?? 0);
    const bodyBytes = this.#head.length - end - HEAD_END.length;
    this.#head = Buffer.alloc(0);
    this.#take(bodyBytes);
  }

  #take(bytes: number): void {
    this.#missingBytes -= bytes;
    if (this.#missingBytes > 0) return;
    const dueMs = this.#dueMs ?? NaN;
    const status = this.#status;
    this.#status = 0;
    this.#dueMs = null;
    this.#events.onAnswer(this, status, dueMs);
  }

  #lose(): void {
    if (this.#dueMs !== null) this.#events.onLost(this.#dueMs);
    this.#dueMs = null;
  }
}
