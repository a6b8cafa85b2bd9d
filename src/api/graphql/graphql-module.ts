import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule, Type } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { ApiOptions } from '../api-options.js';
import { documentLimits } from './document-limits.js';
import { DocumentStore } from './document-store.js';
import { errorsPlugin, formatError } from './error-format.js';
import { fieldScopes } from './field-scopes.js';
import { operationGate } from './operation-gate.js';
import { PostOnlyDriver } from './post-only.driver.js';
import { SELECTIONS_MAX } from './repeated-fields.js';

/** Apollo prints errors it did not expect, and what they hold; the problem counters of the service say that there were any. */
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const ignore = (): void => undefined;

/** GraphQL at `/graphql`. Every default that keeps, prints or explains what a client sent is switched off here. */
export function graphqlModule(
  { limits, introspection, graphiql, reportFailure = ignore }: ApiOptions,
  resolvers: readonly Type[],
): DynamicModule {
  const { batchCardsMax } = limits;
  const scopeOf = fieldScopes(resolvers);
  const gate = operationGate({ batchCardsMax, scopeOf, reportFailure });
  return GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: PostOnlyDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    introspection,
    graphiql,
    logger: SILENT,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // Valid documents only, which hold no card number (documentLimits); without locations, which would hold the text and its comments.
    documentStore: new DocumentStore(),
    hideSchemaDetailsFromClientErrors: true,
    maxRecursiveSelections: SELECTIONS_MAX,
    parseOptions: { maxLexicalTokens: limits.graphqlTokensMax, noLocation: true },
    validationRules: [...documentLimits(limits)],
    // Each would be answered in the same words, and each prints the value it is about first.
    executionOptions: { maxCoercionErrors: 1 },
    autoTransformHttpErrors: false,
    formatError,
    plugins: [ApolloServerPluginCacheControlDisabled(), errorsPlugin, gate],
  });
}
