/**
 * A process of its own: a server that does nothing but move bytes. `POST /sink` reads and discards; `POST /echo?times=4.5` answers
 * with so many bytes for each that comes in, as chunks come, and reads on when they are taken.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { argv } from 'node:process';
import { fastify } from 'fastify';

const FILLER = Buffer.alloc(256 * 1024, 'x');

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url!, 'http://peer');
  if (pathname === '/sink') sink(request, response);
  else echo(request, response, Number(searchParams.get('times')));
}

function sink(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.once('end', () => response.end(JSON.stringify({ bytes })));
}

function echo(request: IncomingMessage, response: ServerResponse, times: number): void {
  let read = 0;
  let written = 0;
  request.on('data', (chunk: Buffer) => {
    read += chunk.length;
    let isTaken = true;
    for (let due = Math.round(read * times) - written; due > 0; due = Math.round(read * times) - written) {
      const part = FILLER.subarray(0, Math.min(due, FILLER.length));
      written += part.length;
      isTaken = response.write(part);
    }
    if (isTaken) return;
    request.pause();
    response.once('drain', () => request.resume());
  });
  request.once('end', () => response.end());
}

async function listenOverFastify(): Promise<number> {
  const app = fastify({ logger: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.post('/*', (request, reply) => {
    reply.hijack();
    answer(request.raw, reply.raw);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

function listenOverNode(): Promise<number> {
  const server = createServer(answer);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const port = argv[2] === 'fastify' ? await listenOverFastify() : await listenOverNode();
console.log(JSON.stringify({ msg: 'started', rest: `http://127.0.0.1:${port}` }));
