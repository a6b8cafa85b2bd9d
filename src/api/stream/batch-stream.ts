import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { type AbortReason, BatchAborted, type BatchSummary } from '../../core/batch/batch-summary.js';
import type { BatchRequest } from '../../validation/batch/batch-request.js';
import { ignoreArrival, watchArrival } from '../http/arrivals.js';
import { whenBodyBreaks } from '../http/client-error.js';
import type { ContentCoding } from '../http/content-coding.js';
import { noteOn, type StreamNote } from '../http/request-notes.js';
import { type AnswerForm, AnswerWriter } from './answer-writer.js';
import type { LineValidation } from './batch-door.js';
import { decodeBody, type InflationLimits } from './body-decoder.js';
import { BodyReader, ClientGone } from './body-reader.js';
import { discardBody } from './lingering-close.js';
import { tollOf } from './line-toll.js';
import type { OpenStream } from './open-streams.js';
import { forgetClose, whenClosed } from './socket-close.js';
import { type StreamFault, StreamWatch, tickOf, type WatchLimits } from './stream-watch.js';

export interface StreamLimits extends InflationLimits, WatchLimits {}

/** What a stream is about, besides its bytes. */
export interface StreamTask {
  readonly request: BatchRequest;
  /** What was done to the body. */
  readonly coding: ContentCoding | null;
  readonly answer: AnswerForm;
}

/**
 * One stream between its first byte and its last. Pulls records as fast as the client takes them: whoever stops reading stops the
 * reading of the body too, and whoever goes stops the work.
 */
export class BatchStream implements OpenStream {
  readonly #raw: IncomingMessage;
  readonly #body: BodyReader;
  readonly #answer: AnswerWriter;
  readonly #watch: StreamWatch;
  readonly #timer: NodeJS.Timeout;
  /** The client is cut off; nothing is written, but the engine is told why and says how far it came. */
  #isCutOff = false;
  #summary: BatchSummary | null = null;
  #bytes = 0;

  constructor(
    private readonly reply: FastifyReply,
    private readonly task: StreamTask,
    private readonly limits: StreamLimits,
  ) {
    this.#raw = reply.request.raw;
    this.#body = new BodyReader(this.#raw);
    this.#answer = new AnswerWriter(reply, task.answer);
    this.#watch = new StreamWatch(this.#watched(), limits);
    this.#timer = this.#watchClient();
    this.#takeOver();
  }

  /** The status is out; no problem can be sent any more. */
  get hasBegun(): boolean {
    return this.#answer.hasBegun;
  }

  get silentMs(): number {
    return this.#watch.silentMs;
  }

  abort(reason: AbortReason): void {
    this.#body.stop(new BatchAborted(reason));
  }

  blameClient(fault: StreamFault): void {
    this.abort(fault);
    if (!this.#answer.isWaiting) return;
    // Whoever has read the whole body hears of nothing any more.
    this.#isCutOff = !this.#body.isOver;
    if (this.#isCutOff) this.#note(fault);
    this.#socket.destroy();
  }

  /**
   * Answers every line, and says at the end whether those were all.
   *
   * @throws BatchInputError or `BatchAborted` before anything was sent, and whatever else `lines` throws.
   */
  async run(lines: LineValidation): Promise<void> {
    try {
      for await (const chunk of this.#records(lines)) {
        this.#bytes += chunk.length;
        if (!this.#socket.destroyed) {
          // First: whoever goes meanwhile is told of before this hears of it.
          this.#note('client_gone');
          await this.#answer.write(chunk);
        }
        if (this.#socket.destroyed && !this.#isCutOff) return;
      }
      if (!this.#socket.destroyed) await this.#answer.finish();
    } catch (error) {
      if (!(error instanceof ClientGone)) throw error;
    } finally {
      this.#giveBack();
      if (this.hasBegun) this.#note(endOf(this.#summary));
    }
  }

  /** Ends the answer, and the connection too when the batch was cut short and the client goes on sending nevertheless. */
  async end(): Promise<void> {
    const isCut = this.#summary === null || 'aborted' in this.#summary;
    this.#body.release();
    if (this.#socket.destroyed) return;
    // Node closes the connection at the end of an answer that says so, whatever still arrives.
    const closesItself = !this.reply.raw.shouldKeepAlive;
    if (isCut && closesItself) await discardBody(this.#raw);
    await this.#answer.end();
    this.#answer.close();
    if (isCut && !closesItself) await discardBody(this.#raw);
    if (isCut && !this.#raw.complete && this.#socket instanceof Socket) this.#socket.destroySoon();
  }

  /** Nothing was answered and a problem will be: the rest of the body has the time of any other. */
  leaveToProblem(): void {
    this.#body.release();
    this.#answer.close();
    watchArrival(this.reply.server.server, this.#raw);
  }

  get #socket(): IncomingMessage['socket'] {
    return this.#raw.socket;
  }

  #note(end: StreamNote['end']): void {
    noteOn(this.#raw, { stream: { end, lines: this.#summary?.lines ?? null, bytes: this.#bytes } });
  }

  async *#records(lines: LineValidation): AsyncGenerator<Uint8Array, void, void> {
    const { request, coding } = this.task;
    const chunks = this.#body.chunks();
    const text = coding === null ? chunks : decodeBody(chunks, coding, this.limits);
    this.#summary = yield* lines.validateLines(text, request, tollOf(this.reply));
  }

  /** From Node's limits to ours. */
  #takeOver(): void {
    ignoreArrival(this.reply.server.server, this.#raw);
    whenClosed(this.#socket, this.#leave);
    whenBodyBreaks(this.#raw, () => this.abort('input_cut'));
    this.#limitSilence(0);
  }

  #giveBack(): void {
    clearInterval(this.#timer);
    forgetClose(this.#socket, this.#leave);
    whenBodyBreaks(this.#raw, null);
    this.#limitSilence(this.reply.server.server.timeout);
  }

  /** Node's own limit for a connection on which nothing moves. Requests that were never sent (`inject`) have none. */
  #limitSilence(ms: number): void {
    if (this.#socket instanceof Socket && this.#socket.timeout !== ms) this.#socket.setTimeout(ms);
  }

  readonly #leave = (): void => {
    if (!this.#isCutOff) this.#body.stop(new ClientGone());
  };

  #watchClient(): NodeJS.Timeout {
    const tick = tickOf(this.limits);
    let last = performance.now();
    return setInterval(() => {
      const now = performance.now();
      const fault = this.#watch.look(now - last);
      last = now;
      // An answer before this one may have set it again.
      this.#limitSilence(0);
      if (fault !== null) this.blameClient(fault);
    }, tick);
  }

  #watched(): StreamWatch['stream'] {
    const body = this.#body;
    const answer = this.#answer;
    const socket = this.#socket;
    return {
      get waitsForInput() {
        return body.isWaiting;
      },
      get waitsForReader() {
        return answer.isWaiting;
      },
      get bytes() {
        return socket.bytesRead + answer.bytesTaken;
      },
    };
  }
}

function endOf(summary: BatchSummary | null): StreamNote['end'] {
  if (summary === null) return 'client_gone';
  return 'aborted' in summary ? summary.reason : 'done';
}
