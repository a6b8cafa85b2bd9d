import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Agent } from 'node:http';
import { Buffer } from 'node:buffer';

const PATH = '/v1/cards/batch';

export interface StreamOptions {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  /** That of the agent, if it is not HTTP. */
  readonly protocol?: 'https:';
}

/** A whole answer. */
export interface StreamAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  /** Its lines, without the empty one behind the last line feed. */
  readonly lines: readonly string[];
}

/** One request to the batch door whose two halves are used independently. */
export class StreamCall {
  readonly request: ClientRequest;
  readonly #answer: Promise<IncomingMessage>;

  constructor(port: number, type: string, { query = '', headers = {}, agent, protocol }: StreamOptions = {}) {
    this.request = httpRequest({
      host: '127.0.0.1',
      port,
      path: `${PATH}${query}`,
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      ...(agent !== undefined && { agent }),
      ...(protocol !== undefined && { protocol }),
    });
    this.#answer = new Promise((resolve, reject) => {
      this.request.once('response', resolve);
      this.request.once('error', reject);
    });
    // Whoever waits for the answer hears of it; the others meant to be cut off.
    this.#answer.catch(() => undefined);
    this.request.on('error', () => undefined);
    this.request.flushHeaders();
  }

  write(bytes: string | Uint8Array): this {
    this.request.write(bytes);
    return this;
  }

  /** Ends the request. */
  end(bytes: string | Uint8Array = ''): this {
    this.request.end(bytes);
    return this;
  }

  /** The answer as soon as its headers are there; nothing of it is read. */
  head(): Promise<IncomingMessage> {
    return this.#answer;
  }

  /** The next piece of the answer. */
  async next(): Promise<string> {
    const answer = await this.#answer;
    const [piece] = (await once(answer, 'data')) as [Buffer];
    return piece.toString();
  }

  async answer(): Promise<StreamAnswer> {
    const answer = await this.#answer;
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece as Buffer);
    return toAnswer(answer, Buffer.concat(pieces));
  }
}

/** Sends a whole body and reads the whole answer. */
export function sendStream(
  port: number,
  type: string,
  body: string | Uint8Array,
  options: StreamOptions = {},
): Promise<StreamAnswer> {
  return new StreamCall(port, type, options).end(body).answer();
}

function toAnswer({ statusCode = 0, headers }: IncomingMessage, bytes: Buffer): StreamAnswer {
  const text = bytes.toString();
  return { status: statusCode, headers, bytes, text, lines: text.split('\n').slice(0, -1) };
}

/** The summary at the end of an answer, in either form. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Finding out what came is the test's work.
export function summaryIn(lines: readonly string[]): any {
  return JSON.parse((lines.at(-1) ?? '').replace(/^# /, ''));
}
