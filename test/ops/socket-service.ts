import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { LogCapture } from './log-capture.js';

/** A folder for a socket. */
export class SocketFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'iinspect-socket-'));
  readonly path = join(this.folder, 'iinspect.sock');

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export interface SocketService extends RunningService {
  readonly out: LogCapture;
}

const FIXED = { NODE_ENV: 'test', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', BATCH_WORKERS: '0' };

/** The service as it is put together for production, on a socket. */
export async function startOnSocket(
  path: string,
  env: Readonly<Record<string, string>> = {},
  out = new LogCapture(),
): Promise<SocketService> {
  const service = await startService(loadConfig({ ...FIXED, LISTEN: `unix:${path}`, ...env }), out);
  return { ...service, out };
}

export interface SocketAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own. */
export function askSocket(
  socketPath: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
): Promise<SocketAnswer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const call = httpRequest({ socketPath, path, method, agent: false, headers: { ...type, ...headers } });
    call.once('error', reject).once('response', (answer) => void readAll(answer).then(resolve, reject));
    call.end(body);
  });
}

async function readAll(answer: IncomingMessage): Promise<SocketAnswer> {
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

/** Bytes as they are; both sides of the connection close by themselves. */
export function openSocket(path: string): Socket {
  return connect({ path, allowHalfOpen: true }).on('error', () => undefined);
}

/** All that comes until the connection is closed. */
export async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
  socket.destroy();
  return text;
}
