import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { ApiOptions } from '../api-options.js';
import { documentLimits } from './document-limits.js';
import { DocumentStore } from './document-store.js';
import { errorLanguagePlugin, formatError } from './error-format.js';
import { PostOnlyDriver } from './post-only.driver.js';
import { SELECTIONS_MAX } from './repeated-fields.js';
import { variableLimits } from './variable-limits.js';

/** Apollo prints errors it did not expect, and what they hold; the problem counters of the service say that there were any. */
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** GraphQL at `/graphql`. Every default that keeps, prints or explains what a client sent is switched off here. */
export function graphqlModule({ limits, introspection, graphiql }: ApiOptions): DynamicModule {
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
    plugins: [ApolloServerPluginCacheControlDisabled(), errorLanguagePlugin, variableLimits(limits.batchCardsMax)],
  });
}
