import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApiApp, listenAnywhere } from './support/api-app.js';

jest.setTimeout(60_000);

/** More than a connection keeps on its way. */
const BYTES = 5_000_000;
const TURNS = 6;
const HEAD = 'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

describe('a body that is refused while it is sent', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createApiApp();
    port = await listenAnywhere(app);
  });
  afterAll(() => app.close());

  /** Sends all of it before reading anything, as a proxy may; null when the connection was reset over it. */
  async function sendAndRead(bytes: string): Promise<string | null> {
    const socket = connect({ port, host: '127.0.0.1' });
    const failed = once(socket, 'error').then(() => true);
    const sent = new Promise<boolean>((resolve) => socket.write(bytes, () => resolve(false)));
    if (await Promise.race([sent, failed])) return null;
    let text = '';
    socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
    await once(socket, 'close');
    return text;
  }

  it.each([
    ['with a length', `${HEAD}content-length: ${String(BYTES)}\r\n\r\n${'x'.repeat(BYTES)}`],
    [
      'in chunks',
      `${HEAD}transfer-encoding: chunked\r\n\r\n${BYTES.toString(16)}\r\n${'x'.repeat(BYTES)}\r\n0\r\n\r\n`,
    ],
  ])('%s is taken to its end, and the answer arrives', async (_how, bytes) => {
    const answers: (string | null)[] = [];
    for (let turn = 0; turn < TURNS; turn++) answers.push(await sendAndRead(bytes));
    const arrived = answers.filter((answer) => answer?.startsWith('HTTP/1.1 413 '));
    // It is read for 750 ms; a machine that is held up for longer loses an answer, and only then.
    expect(arrived.length).toBeGreaterThan(TURNS / 2);
    for (const answer of arrived) expect(answer).toContain('"code":"body_too_large"');
  });

  it('is refused at once: nobody has to send it first', async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(`${HEAD}content-length: ${String(BYTES)}\r\n\r\n{`);
    const [piece] = (await once(socket, 'data')) as [Buffer];
    expect(piece.toString()).toMatch(/^HTTP\/1\.1 413 .*connection: close.*"body_too_large"/s);
    await once(socket, 'close');
  });
});
