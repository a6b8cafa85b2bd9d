import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { ContentCoding } from '../http/content-coding.js';
import { AnswerEncoder } from './answer-encoder.js';
import { forgetClose, whenClosed } from './socket-close.js';

export interface AnswerForm {
  readonly contentType: string;
  readonly coding: ContentCoding | null;
}

/** What Node keeps on a socket and does not document: bytes the system has not taken yet. */
interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
  /** Below TLS, which hands over a write as a whole and cannot tell how much of it has left. */
  readonly _parent?: Handle | null;
}

type HandledSocket = Socket & { readonly _handle?: Handle | null };

/** Writes an answer as fast as the client reads it, and holds no more of it than one chunk. */
export class AnswerWriter {
  readonly #raw: ServerResponse;
  readonly #socket: HandledSocket;
  readonly #encoder: AnswerEncoder | null;
  #settle: (() => void) | null = null;
  #hasBegun = false;

  constructor(
    private readonly reply: FastifyReply,
    private readonly form: AnswerForm,
  ) {
    this.#raw = reply.raw;
    this.#socket = reply.request.raw.socket;
    this.#encoder = form.coding === null ? null : new AnswerEncoder(form.coding);
    // The callback of a write is not called when an answer waits for its turn and the connection closes.
    whenClosed(this.#socket, this.#abandon);
  }

  /** The status is out; what goes wrong now can only end the answer. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The client has not taken what was written last. */
  get isWaiting(): boolean {
    return this.#settle !== null;
  }

  /** Bytes of this connection that the system took; with TLS, of what they became. */
  get bytesTaken(): number {
    const { bytesWritten, _handle: handle } = this.#socket;
    const below = handle?._parent;
    if (below != null) return below.bytesWritten - below.writeQueueSize;
    return bytesWritten - (handle?.writeQueueSize ?? 0);
  }

  /** Resolves when `chunk` may be overwritten: it is with the system, or the client is gone. */
  async write(chunk: Uint8Array): Promise<void> {
    if (!this.#hasBegun) this.#begin();
    if (this.#encoder === null) await this.#send(chunk);
    else for (const piece of await this.#encoder.encode(chunk)) await this.#send(piece);
  }

  /** Writes what the coding holds back. Nothing may be written afterwards. */
  async finish(): Promise<void> {
    if (!this.#hasBegun) this.#begin();
    for (const piece of (await this.#encoder?.end()) ?? []) await this.#send(piece);
  }

  /** Ends the answer; `finish` comes first. Resolves when all of it is with the system. */
  end(): Promise<void> {
    return this.#wait((done) => this.#raw.end(done));
  }

  close(): void {
    this.#encoder?.close();
    forgetClose(this.#socket, this.#abandon);
  }

  #begin(): void {
    this.#hasBegun = true;
    this.reply.hijack();
    const { contentType, coding } = this.form;
    this.#raw.writeHead(200, {
      ...(this.reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': contentType,
      vary: 'Accept, Accept-Encoding',
      ...(coding !== null && { 'content-encoding': coding }),
    });
  }

  #send(piece: Uint8Array): Promise<void> {
    return piece.length === 0 ? Promise.resolve() : this.#wait((done) => this.#raw.write(piece, done));
  }

  #wait(begin: (done: () => void) => unknown): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else {
        this.#settle = resolve;
        begin(this.#release);
      }
    });
  }

  readonly #abandon = (): void => {
    this.#encoder?.close();
    this.#release();
  };

  readonly #release = (): void => {
    const settle = this.#settle;
    this.#settle = null;
    settle?.();
  };
}
