import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Headers = Readonly<Record<string, string>>;

/** An answer of the app under test. The body is whatever JSON came, to be looked at by expectations. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Finding out what came is the test's work.
  readonly body: any;
}

type Method = 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT';

/** A client of the app that goes through Fastify's whole life cycle without a socket. */
export class Client {
  constructor(private readonly app: NestFastifyApplication) {}

  async send(method: Method, url: string, headers: Headers = {}, payload?: string | object): Promise<Answer> {
    const response = await this.app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
    const isJson = /[/+]json/.test(response.headers['content-type'] ?? '');
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.payload,
      bytes: response.rawPayload,
      body: isJson && response.payload !== '' ? JSON.parse(response.payload) : undefined,
    };
  }

  get(url: string, headers: Headers = {}): Promise<Answer> {
    return this.send('GET', url, headers);
  }

  post(url: string, payload: string | object, headers: Headers = {}): Promise<Answer> {
    const type = { 'content-type': 'application/json' };
    return this.send(
      'POST',
      url,
      { ...type, ...headers },
      typeof payload === 'string' ? payload : JSON.stringify(payload),
    );
  }

  graphql(query: string, variables: object = {}, headers: Headers = {}): Promise<Answer> {
    return this.post('/graphql', { query, variables }, headers);
  }
}
