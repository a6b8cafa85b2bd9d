import { connect } from 'node:net';

/** Sends bytes as they are and returns every byte that came back until the peer closed. */
export function exchange(port: number, bytes: string | Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const finish = (): void => {
      socket.destroy();
      resolve(Buffer.concat(received));
    };
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', finish);
    socket.on('close', finish);
    // A peer that answers and waits is a finding of another test.
    socket.setTimeout(3000, finish);
  });
}

/** A request whose body is bytes. */
export function upload(path: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const bytes = Buffer.from(body);
  const head = request('POST', path, { headers: { 'content-length': String(bytes.length), ...headers } });
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A request as a well-behaved client writes it; `headers` may add and replace. */
export function request(
  method: string,
  path: string,
  { headers = {}, body = '' }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
): string {
  const sent = {
    host: 'localhost',
    connection: 'close',
    ...(body !== '' && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

export function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): string {
  return request('POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

export function statusOf(response: Buffer): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(response.toString('latin1'))?.[1]);
}
