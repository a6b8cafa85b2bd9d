import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

const PROBLEM_TYPE = 'application/problem+json';

/** Stands where the service stood, on the same kind of socket, and does what the service does on a bad day. */
export class FaultDoor {
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly requests: IncomingMessage[] = [];
  /** Of requests that were read to their end. */
  readonly bodies: string[] = [];

  private constructor(answer: RequestListener) {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => this.bodies.push(body));
      answer(request, response);
    });
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
  }

  static async open(path: string, answer: RequestListener): Promise<FaultDoor> {
    const door = new FaultDoor(answer);
    door.#server.listen(path);
    await once(door.#server, 'listening');
    return door;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What the service says when too much comes in at once. */
export function sayOverloaded(response: ServerResponse, retryAfterS: number): void {
  const body = { type: '/problems/overloaded', title: 'Too busy', status: 503, code: 'overloaded', instance: 'id-1' };
  response.writeHead(503, { 'content-type': PROBLEM_TYPE, 'retry-after': String(retryAfterS) });
  response.end(JSON.stringify(body));
}

/** As much of a report as clients look at. */
export function sayValid(response: ServerResponse): void {
  const report = { status: 'valid', brand: { id: 'visa', name: 'Visa' }, maskedPan: '411111******1111' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(report));
}

const DROP_MS = 200;

/** An answer that never ends and never pauses for long, in its headers already or after them. */
export function sayDripping(response: ServerResponse, part: 'body' | 'head'): void {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n');
  if (part === 'body') socket?.write('Content-Length: 1000\r\n\r\n');
  const drops = setInterval(() => socket?.write(part === 'body' ? '{' : 'X-A: a\r\n'), DROP_MS);
  socket?.once('close', () => clearInterval(drops));
}
