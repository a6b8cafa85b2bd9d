/** Clients that take their time, and clients that never come to the point. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PAN } from './soak-run-calls.ts';
import { type Diary, expectStatus } from './soak-run-diary.ts';

const BODY = JSON.stringify({ pan: PAN });
const HEAD = `POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${String(BODY.length)}\r\n`;

/** A byte at a time, and then a good answer. */
export async function dribble(port: number, diary: Diary): Promise<void> {
  await diary.attempt('slow', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const text = `${HEAD}connection: close\r\n\r\n${BODY}`;
    for (let at = 0; at < text.length; at += 8) {
      socket.write(text.slice(at, at + 8));
      await sleep(20);
    }
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expectStatus(Number(answer.toString('latin1', 9, 12)), [200]);
    if (!socket.closed) await once(socket, 'close');
  });
}

/** Half a request, and nothing more: told so, and let go. */
export async function stall(port: number, diary: Diary): Promise<void> {
  await diary.attempt('stalled', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let status = 0;
    socket.on('data', (answer: Buffer) => (status = Number(answer.toString('latin1', 9, 12))));
    socket.write(`${HEAD}\r\n${BODY.slice(1)}`);
    await once(socket, 'close');
    expectStatus(status, [408]);
  });
}
