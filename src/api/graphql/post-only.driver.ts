import type { IncomingMessage } from 'node:http';
import { ApolloServer, type ApolloServerOptions, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { languageOf } from '../http/language.js';
import { noteOn } from '../http/request-notes.js';
import { GRAPHIQL_POLICY } from '../http/response-headers.js';
import { isProblemCode } from '../problems/problem.js';
import { RequestProblem } from '../problems/request-problem.js';
import type { GraphqlContext } from './context.js';

/** What a client may ask to get an answer in; the first is what it gets when it does not mind. */
const ANSWER_TYPES = ['application/json', 'application/graphql-response+json'];

/**
 * Longest document, in UTF-16 code units; as many tokens as a document may have take a third of it. Parsed documents are kept, and
 * V8 keeps a text with comments and all for as long as one name cut out of it.
 */
const DOCUMENT_LENGTH_MAX = 32_768;

/**
 * Nest's driver with a route of our own: POST only, because a query in a URL ends in logs; nothing of the request but body and
 * headers; and no drain plugin, which would close the listener before the drain of the process has begun.
 */
@Injectable()
export class PostOnlyDriver extends ApolloDriver {
  protected override async registerFastify(options: ApolloDriverConfig): Promise<void> {
    const { path = '/graphql' } = options;
    const server = new ApolloServer(options as unknown as ApolloServerOptions<GraphqlContext>);
    await server.start();
    this.apolloServer = server as unknown as ApolloServer;
    const instance = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
    const config = { localized: true, body: 'batch', produces: ANSWER_TYPES } as const;
    instance.post(path, { config }, (request, reply) => answer(server, toGraphqlRequest(request), request, reply));
    if (options.graphiql !== true) return;
    const page = { isPublic: true, produces: ['text/html'], contentSecurityPolicy: GRAPHIQL_POLICY };
    instance.get(path, { config: page }, (request, reply) => answer(server, PAGE_REQUEST, request, reply));
  }
}

/** Never the query of the URL: GET serves the page and runs nothing. */
const PAGE_REQUEST: HTTPGraphQLRequest = {
  method: 'GET',
  headers: new HeaderMap([['accept', 'text/html']]),
  search: '',
  body: undefined,
};

function toGraphqlRequest({ body, headers }: FastifyRequest): HTTPGraphQLRequest {
  if (isLongDocument(body)) throw new RequestProblem('body_too_large');
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')] as const],
  );
  return { method: 'POST', headers: new HeaderMap(given), search: '', body };
}

function isLongDocument(body: unknown): boolean {
  const query = typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;
  return typeof query === 'string' && query.length > DOCUMENT_LENGTH_MAX;
}

async function answer(
  server: ApolloServer<GraphqlContext>,
  httpGraphQLRequest: HTTPGraphQLRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const context = { raw: request.raw, visit: request.visit, language: languageOf(request.headers['accept-language']) };
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: () => Promise.resolve(context),
  });
  // Incremental delivery needs directives our schema does not have.
  const text = response.body.kind === 'complete' ? response.body.string : '';
  if ((response.status ?? 200) >= 400) noteProblem(request.raw, text);
  reply.code(response.status ?? 200).header('content-type', response.headers.get('content-type') ?? 'application/json');
  return text;
}

/** What is no GraphQL request is refused before a plugin hears of it; an answer with such a status holds nothing but errors. */
function noteProblem(raw: IncomingMessage, text: string): void {
  const { errors = [] } = JSON.parse(text) as { readonly errors?: readonly GraphQLFormattedError[] };
  const problem = errors[0]?.extensions?.['problem'];
  if (isProblemCode(problem)) noteOn(raw, { problem });
}
