/** A client that writes and reads at once, and forgets what it read but for the last line. */
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';

export interface BatchAnswer {
  readonly status: number;
  readonly bytes: number;
  /** Line feeds in the answer. */
  readonly lines: number;
  readonly lastLine: string;
}

const TAIL_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** Not awaited by the caller, so that the answer can be read while the request is written. */
export function openCall(url: string, headers: Readonly<Record<string, string>>): ClientRequest {
  return request(url, { method: 'POST', agent: false, headers });
}

/** Reads nothing ahead: the next chunk is asked for when the socket took the last one. */
export async function sendAll(
  call: ClientRequest,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  for await (const chunk of chunks) {
    // A copy: the piece is valid until the next one, and the socket may hold it longer.
    if (!call.write(Buffer.from(chunk))) await drained(call);
    // The other side has ended the answer, or is gone.
    if (call.closed || call.destroyed) return;
  }
  call.end();
}

/** Resolves also when there is nobody left to take anything. */
function drained(call: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of EVENTS) call.off(event, done);
      resolve();
    };
    for (const event of EVENTS) call.on(event, done);
  });
}

const EVENTS = ['drain', 'close', 'error'] as const;

export async function answerOf(call: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return answer;
}

/** @param look Sees every piece of the answer, in order. */
export async function readAll(answer: IncomingMessage, look?: (piece: Buffer) => void): Promise<BatchAnswer> {
  let bytes = 0;
  let lines = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length;
    for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, at + 1)) lines++;
    tail =
      piece.length >= TAIL_BYTES ? piece.subarray(-TAIL_BYTES) : Buffer.concat([tail, piece]).subarray(-TAIL_BYTES);
    look?.(piece);
  }
  const lastLine = tail.toString().trimEnd().split('\n').at(-1) ?? '';
  return { status: answer.statusCode ?? 0, bytes, lines, lastLine };
}

/** The summary in a last line; behind `# ` where the records are CSV. @throws SyntaxError */
export function summaryIn({ lastLine }: Pick<BatchAnswer, 'lastLine'>): object {
  return JSON.parse(lastLine.replace(/^# /, '')) as object;
}
