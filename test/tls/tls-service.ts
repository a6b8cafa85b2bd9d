import { once } from 'node:events';
import { Agent, request as httpsRequest, type RequestOptions as HttpsOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { LogCapture } from '../ops/log-capture.js';
import type { Authority, Issued } from './certificates.js';

export interface TlsService extends RunningService {
  readonly out: LogCapture;
  readonly port: number;
}

/** The service as it is put together for production, with a certificate. */
export async function startTls(issued: Issued, env: Readonly<Record<string, string>> = {}): Promise<TlsService> {
  const out = new LogCapture();
  const files = { TLS_CERT_FILE: issued.certFile, TLS_KEY_FILE: issued.keyFile };
  const fixed = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', BATCH_WORKERS: '0' };
  const service = await startService(loadConfig({ ...fixed, ...files, ...env }), out);
  return { ...service, out, port: Number(new URL(service.api).port) };
}

/** `https` hands on to TLS what it does not know itself. */
type RequestOptions = HttpsOptions & Pick<ConnectionOptions, 'session'>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** Serial number of the certificate the server showed. */
  readonly serial: string;
}

export async function ask(
  port: number,
  authority: Authority,
  options: RequestOptions = {},
  body = '',
): Promise<Answer> {
  const call = httpsRequest({
    host: '127.0.0.1',
    port,
    path: '/v1/brands',
    ca: authority.root.cert,
    agent: false,
    ...options,
  });
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  const { serialNumber: serial } = (answer.socket as TLSSocket).getPeerCertificate();
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text, serial };
}

/** A connection that was secured, or the code of what went wrong. */
export function shake(port: number, options: ConnectionOptions): Promise<TLSSocket | string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ...options }, () => resolve(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'no code'));
  });
}

export function keepAliveAgent(authority: Authority, maxSockets: number): Agent {
  return new Agent({ keepAlive: true, maxSockets, ca: authority.root.cert });
}

export async function scrape(management: string): Promise<string> {
  return (await fetch(`${management}/metrics`)).text();
}
