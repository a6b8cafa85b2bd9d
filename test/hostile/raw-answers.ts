import { Buffer } from 'node:buffer';

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

/** Whole answers at the beginning of `bytes`, and how far they reach. What is not an answer throws: nothing else may be sent. */
export function answersIn(bytes: Buffer, isClosed: boolean): { readonly answers: RawAnswer[]; readonly end: number } {
  const answers: RawAnswer[] = [];
  let end = 0;
  for (;;) {
    const next = answerAt(bytes, end, isClosed);
    if (next === null) return { answers, end };
    answers.push(next.answer);
    end = next.end;
  }
}

function answerAt(bytes: Buffer, start: number, isClosed: boolean): { answer: RawAnswer; end: number } | null {
  const headEnd = bytes.indexOf(HEAD_END, start);
  if (headEnd === -1) return null;
  const [statusLine = '', ...lines] = bytes.toString('latin1', start, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1] ?? NaN);
  if (Number.isNaN(status)) throw new Error('What was answered does not begin with a status line.');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), valueOf(line)] as const),
  );
  const at = headEnd + HEAD_END.length;
  const found = bodyAt(bytes, at, { status, headers, isClosed });
  return found && { answer: { status, headers, body: found.body }, end: found.end };
}

function valueOf(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}

interface Framing {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly isClosed: boolean;
}

function bodyAt(
  bytes: Buffer,
  at: number,
  { status, headers, isClosed }: Framing,
): { body: Buffer; end: number } | null {
  if (status < 200 || status === 204 || status === 304) return { body: Buffer.alloc(0), end: at };
  if (headers.get('transfer-encoding') === 'chunked') return chunkedAt(bytes, at);
  const length = headers.get('content-length');
  if (length === undefined) return isClosed ? { body: bytes.subarray(at), end: bytes.length } : null;
  const end = at + Number(length);
  return end > bytes.length ? null : { body: bytes.subarray(at, end), end };
}

function chunkedAt(bytes: Buffer, start: number): { body: Buffer; end: number } | null {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd === -1) return null;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (end > bytes.length) return null;
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
    if (size === 0) return { body: Buffer.concat(chunks), end };
  }
}
