import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { BatchAborted } from '../../core/batch/batch-summary.js';
import { BodyReader, ClientGone } from './body-reader.js';

function reading(): { readonly body: PassThrough; readonly reader: BodyReader } {
  const body = new PassThrough();
  return { body, reader: new BodyReader(body as unknown as IncomingMessage) };
}

describe('the reader of a body', () => {
  test('gives what comes, and ends with it', async () => {
    const { body, reader } = reading();
    body.write('a');
    const chunks = reader.chunks();
    expect(String((await chunks.next()).value)).toBe('a');
    body.end('b');
    expect(String((await chunks.next()).value)).toBe('b');
    expect((await chunks.next()).done).toBe(true);
  });

  test('wakes whoever waits when it is stopped, with the reason', async () => {
    const { reader } = reading();
    const next = reader.chunks().next();
    expect(reader.isWaiting).toBe(true);
    reader.stop(new BatchAborted('client_idle'));
    await expect(next).rejects.toMatchObject({ reason: 'client_idle' });
  });

  test('leaves nobody waiting when it is released: what is behind it lets go of its memory', async () => {
    const { body, reader } = reading();
    const next = reader.chunks().next();
    reader.release();
    await expect(next).rejects.toBeInstanceOf(ClientGone);
    const ended = new Promise((resolve) => body.once('end', resolve));
    body.end('nobody wants this');
    await ended;
  });
});
