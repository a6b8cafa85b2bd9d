import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { post, request } from './raw-http.ts';

/** More than one write and one answer: who is slow, who leaves, and who comes when there is no room. */
export type Conversation = (pan: string, port: number) => Promise<Buffer>;

/** The service must be started with these, or the conversations take minutes. */
export const HASTY = {
  HEADERS_TIMEOUT_MS: '300',
  REQUEST_TIMEOUT_MS: '400',
  WRITE_STALL_MS: '600',
  BATCH_IDLE_MS: '400',
  BATCH_STREAMS_MAX: '2',
  BATCH_LINES_MAX: '5000',
  BATCH_WORKERS: '0',
} as const;

const STREAM_HEAD = request('POST', '/v1/cards/batch', {
  headers: { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' },
});
const PATIENCE_MS = 4000;

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** All that came back until the other side closed, whatever was done on the way. */
async function talk(port: number, talkTo: (socket: Socket) => Promise<void> | void): Promise<Buffer> {
  const received: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const closed = new Promise<void>((resolve) => void socket.on('close', resolve));
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => received.push(bytes));
  socket.on('end', () => socket.end());
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  await talkTo(socket);
  await closed;
  return Buffer.concat(received);
}

function unfinished(text: (pan: string) => string): Conversation {
  return (pan, port) => talk(port, (socket) => void socket.write(text(pan)));
}

function broken(text: (pan: string) => string, leave: (socket: Socket) => void): Conversation {
  return (pan, port) =>
    talk(port, async (socket) => {
      socket.write(text(pan));
      await sleep(60);
      leave(socket);
    });
}

const reset = (socket: Socket): void => void socket.resetAndDestroy();
const finish = (socket: Socket): void => void socket.end();
const bodyOf = (pan: string): string => post('/v1/cards/validate', { pan });
const half = (text: string): string => text.slice(0, -6);

export const CONVERSATIONS: Readonly<Record<string, Conversation>> = {
  'a header that never ends': unfinished((pan) => `GET /v1/brands HTTP/1.1\r\nhost: a\r\nx-pan: ${pan}`),
  'a request line that never ends': unfinished((pan) => `GET /v1/${pan}`),
  'a body that never ends': unfinished((pan) => half(bodyOf(pan))),
  'a GraphQL body that never ends': unfinished((pan) => half(post('/graphql', { query: `{ a${pan} }` }))),
  'a chunk that never ends': unfinished((pan) => `${STREAM_HEAD}ff\r\n${pan}\r\n`),
  'a stream that stands still': unfinished((pan) => `${STREAM_HEAD}${chunk(`${pan}\n${pan}`)}`),
  'an expectation that is met, and no body': unfinished(
    (pan) =>
      `POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 40\r\nx: ${pan}\r\n\r\n`,
  ),
  'a header drop by drop': (pan, port) =>
    talk(port, async (socket) => {
      for (const letter of `GET /v1/${pan} HTTP/1.1\r\nhost: ${pan}\r\n`) {
        if (socket.destroyed) return;
        socket.write(letter);
        await sleep(20);
      }
    }),
  'a body byte by byte': (pan, port) =>
    talk(port, async (socket) => {
      socket.setNoDelay(true);
      for (const letter of bodyOf(pan)) {
        socket.write(letter);
        await sleep(1);
      }
    }),
  'a client that leaves in a header': broken((pan) => `GET /${pan} HTTP/1.1\r\nx: ${pan}`, finish),
  'a client that leaves in a body': broken((pan) => half(bodyOf(pan)), finish),
  'a reset in a header': broken((pan) => `GET /${pan} HTTP/1.1\r\nx: ${pan}`, reset),
  'a reset in a body': broken((pan) => half(bodyOf(pan)), reset),
  'a reset in a GraphQL body': broken((pan) => half(post('/graphql', { query: `{ a${pan} }` })), reset),
  'a reset in a stream': broken((pan) => `${STREAM_HEAD}${chunk(`${pan}\n`.repeat(100))}`, reset),
  'a client that leaves in a stream': broken((pan) => `${STREAM_HEAD}${chunk(`${pan}\n${pan}`)}`, finish),
  'a reset in an answer': (pan, port) =>
    talk(port, (socket) => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.write(`${STREAM_HEAD}${chunk(`${pan}\n`.repeat(4000))}`);
    }),
  'a stream of too many lines': (pan, port) =>
    talk(port, (socket) => void socket.write(`${STREAM_HEAD}${chunk(`${pan}\n`.repeat(6000))}0\r\n\r\n`)),
  'a reader that never reads': (pan, port) =>
    talk(port, (socket) => {
      socket.pause();
      socket.write(`${STREAM_HEAD}${chunk(`${pan}\n`.repeat(4000))}`);
      setTimeout(() => socket.resume(), 1500);
    }),
  'a body after its refusal': (pan, port) =>
    talk(port, async (socket) => {
      socket.write(
        request('POST', '/nothing', { headers: { 'content-length': '100000', 'content-type': `a/${pan}` } }),
      );
      await sleep(60);
      socket.end(pan.repeat(5000));
    }),
  'one stream too many': async (pan, port) => {
    const open = Array.from({ length: 2 }, () =>
      talk(port, (socket) => void socket.write(`${STREAM_HEAD}${chunk(`${pan}\n`)}`)),
    );
    await sleep(150);
    const late = await talk(port, (socket) => void socket.write(`${STREAM_HEAD}${chunk(`${pan}\n`)}0\r\n\r\n`));
    return Buffer.concat([late, ...(await Promise.all(open))]);
  },
  'a hundred requests at once': (pan, port) =>
    talk(port, (socket) => {
      const one = request('GET', `/v1/${pan}`, { headers: { connection: 'keep-alive' } });
      socket.end(one.repeat(100) + request('GET', `/${pan}`));
    }),
};
