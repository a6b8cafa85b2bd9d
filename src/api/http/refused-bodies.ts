import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { discardBody } from '../stream/lingering-close.js';

/**
 * An answer that closes the connection over a body that still arrives is sent at once, and the connection is closed a little later. A
 * reset would overtake the answer (RFC 9112 §9.6): nginx, in the middle of ten megabytes, made 502 of our 413.
 */
export function lingerOverRefusedBodies(instance: FastifyInstance): void {
  instance.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (typeof payload !== 'string' || !isUnderWay(raw) || !closes(reply)) {
      done(null, payload);
      return;
    }
    // Whoever reads it knows that it is whole, and need not wait for the end of the connection.
    reply.header('content-length', Buffer.byteLength(payload));
    done(null, Readable.from(thenTheRest(payload, raw)));
  });
}

/** What comes over no connection has arrived. */
function isUnderWay({ complete, socket }: IncomingMessage): boolean {
  return !complete && socket instanceof Socket;
}

function closes(reply: FastifyReply): boolean {
  return !reply.raw.shouldKeepAlive || reply.getHeader('connection') === 'close';
}

async function* thenTheRest(payload: string, raw: IncomingMessage): AsyncGenerator<string> {
  yield payload;
  await discardBody(raw);
}
