import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** A place of a request that only TLS or HTTP/2 has, or that a proxy reads with other code there. */
export interface TlsLeakVector {
  readonly name: string;
  /** Resolves when the proxy has answered, or has hung up. */
  readonly send: (port: number, pan: string) => Promise<void>;
}

const PATIENCE_MS = 1500;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** Whose certificate it is does not matter to who wants to see a log. */
const ANYBODY = { host: '127.0.0.1', rejectUnauthorized: false };

async function untilClosed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined).resume();
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

function overTls(name: string, options: (pan: string) => ConnectionOptions, bytes: (pan: string) => string) {
  const send = (port: number, pan: string): Promise<void> => {
    const socket = connectTls({ ...ANYBODY, ...options(pan), port }, () => socket.write(bytes(pan)));
    return untilClosed(socket);
  };
  return { name, send };
}

function plain(name: string, bytes: (pan: string) => string): TlsLeakVector {
  return {
    name,
    send: (port, pan) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes(pan)));
      return untilClosed(socket);
    },
  };
}

function http2(name: string, headers: (pan: string) => OutgoingHttpHeaders, body?: (pan: string) => string) {
  const send = async (port: number, pan: string): Promise<void> => {
    const session = connectHttp2(`https://127.0.0.1:${String(port)}`, ANYBODY);
    session.on('error', () => undefined);
    session.setTimeout(PATIENCE_MS, () => session.destroy());
    const stream = session.request({ ':path': '/v1/brands', ...headers(pan) }, { endStream: body === undefined });
    stream.on('error', () => undefined).resume();
    if (body !== undefined) stream.end(body(pan));
    await new Promise((resolve) => stream.once('close', resolve));
    session.destroy();
  };
  return { name: `HTTP/2 ${name}`, send };
}

const GET = (pan: string): string => `GET /${pan} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
const POST = { ':method': 'POST', 'content-type': 'application/json' };

export const TLS_LEAK_VECTORS: readonly TlsLeakVector[] = [
  http2('path', (pan) => ({ ':path': `/v1/iins/${pan}` })),
  http2('query', (pan) => ({ ':path': `/v1/brands?pan=${pan}` })),
  http2('path without a slash', (pan) => ({ ':path': pan })),
  http2('authority', (pan) => ({ ':authority': pan })),
  http2('authority and another host', (pan) => ({ ':authority': 'a', host: pan })),
  http2('method', (pan) => ({ ':method': pan })),
  http2('method with letters', (pan) => ({ ':method': `X${pan}` })),
  http2('scheme', (pan) => ({ ':scheme': pan })),
  http2('name of a header', (pan) => ({ [`x-${pan}`]: 'a' })),
  http2('name of a header with an underscore', (pan) => ({ [`x_${pan}`]: 'a' })),
  http2('header', (pan) => ({ 'x-request-id': pan, 'user-agent': pan, referer: `https://${pan}/` })),
  http2('header of 20 kB', (pan) => ({ 'x-long': pan.repeat(1250) })),
  http2('cookie', (pan) => ({ cookie: `a=${pan}` })),
  http2('length that is not the body’s', (pan) => ({ ...POST, ':path': `/${pan}`, 'content-length': '5' }), String),
  http2(
    'card',
    () => ({ ...POST, ':path': '/v1/cards/validate' }),
    (pan) => `{"pan":"${pan}"}`,
  ),
  http2(
    'body of 3 MB',
    () => ({ ...POST, ':path': '/v1/cards/batch' }),
    (pan) => pan.repeat(190_000),
  ),
  overTls(
    'HTTP/2 preface that is none',
    () => ({ ALPNProtocols: ['h2'] }),
    (pan) => `PRI * HTTP/${pan}\r\n\r\n`,
  ),
  overTls(
    'HTTP/2 frame that is none',
    () => ({ ALPNProtocols: ['h2'] }),
    (pan) => PREFACE + pan,
  ),
  overTls('HTTP/1.1 where HTTP/2 was agreed on', () => ({ ALPNProtocols: ['h2'] }), GET),
  overTls(
    'HTTP/2 where HTTP/1.1 was agreed on',
    () => ({ ALPNProtocols: ['http/1.1'] }),
    (pan) => PREFACE + pan,
  ),
  overTls('HTTP/1.1 path', () => ({}), GET),
  overTls(
    'HTTP/1.1 pipelined garbage',
    () => ({}),
    (pan) => `GET /v1/brands HTTP/1.1\r\nHost: a\r\n\r\n${pan}\r\n\r\n`,
  ),
  overTls('name of a server', (pan) => ({ servername: `${pan}.example` }), GET),
  overTls('protocol that nobody speaks', (pan) => ({ ALPNProtocols: [pan] }), GET),
  plain('plain HTTP', GET),
  plain('PROXY line', (pan) => `PROXY TCP4 ${pan} 127.0.0.1 1 2\r\n${GET(pan)}`),
  plain('greeting that breaks off', (pan) => `\x16\x03\x01\x02\x00\x01${pan}`),
];
