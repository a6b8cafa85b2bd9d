import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly events?: readonly unknown[];
  readonly links?: readonly unknown[];
  readonly traceState?: string;
}

type Answer = (response: ServerResponse) => void;

interface ExportBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ExportedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

/** A collector of our own: keeps every byte it is sent. */
export class Collector {
  readonly bodies: Buffer[] = [];
  readonly paths: string[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly #server: Server;

  private constructor(private readonly answer: Answer) {
    this.#server = createServer((request, response) => {
      this.paths.push(request.url ?? '');
      this.headers.push(request.headers);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.bodies.push(Buffer.concat(chunks));
        this.answer(response);
      });
    });
  }

  static async start(answer: Answer = (response) => response.end('{}')): Promise<Collector> {
    const collector = new Collector(answer);
    await once(collector.#server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Everything, headers too, as it came over the wire. */
  get bytes(): Buffer {
    return Buffer.concat([...this.bodies, Buffer.from(JSON.stringify([this.headers, this.paths]))]);
  }

  get exports(): readonly ExportBody[] {
    return this.bodies.map((body) => JSON.parse(body.toString()) as ExportBody);
  }

  get spans(): readonly ExportedSpan[] {
    return this.exports.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function attributesOf({ attributes }: Pick<ExportedSpan, 'attributes'>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
