import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Language } from '../../core/language.js';
import { noteOn } from '../http/request-notes.js';
import { type InputErrorAnswer, toInputErrorAnswer } from '../problems/input-error.js';
import { isProblemCode, type ProblemCode, PROBLEMS } from '../problems/problem.js';
import { RequestProblem } from '../problems/request-problem.js';
import type { GraphqlContext } from './context.js';

/** Apollo's word for a class of errors and ours for those of them that say nothing more precise. */
const PROBLEM_BY_CODE: Readonly<Record<string, ProblemCode>> = {
  GRAPHQL_PARSE_FAILED: 'graphql_syntax',
  GRAPHQL_VALIDATION_FAILED: 'graphql_document_invalid',
  BAD_USER_INPUT: 'graphql_variables_invalid',
  BAD_REQUEST: 'graphql_request_malformed',
  PERSISTED_QUERY_NOT_FOUND: 'graphql_request_malformed',
  PERSISTED_QUERY_NOT_SUPPORTED: 'graphql_request_malformed',
  OPERATION_RESOLUTION_FAILURE: 'graphql_operation_not_found',
};

const PROBLEM_BY_VALIDATION: Readonly<Record<string, ProblemCode>> = {
  INTROSPECTION_DISABLED: 'graphql_introspection_disabled',
  MAX_RECURSIVE_SELECTIONS_EXCEEDED: 'graphql_too_many_fields',
};

/** How graphql-js says that it found more mistakes in the variables than it lists (`maxCoercionErrors`); Apollo takes it for a bug. */
const MORE_VARIABLE_ERRORS = 'Too many errors processing variables';

interface ErrorExtensions {
  /** Apollo's class of the error. */
  readonly code: string;
  /** Our code, from the table REST answers from. */
  readonly problem: ProblemCode;
  readonly errors?: readonly InputErrorAnswer[];
}

/**
 * An error as a client may see it: a constant message, two codes and our own pointers. Path, locations, stack and the original
 * message are dropped: they hold aliases, names and values of the caller.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = error instanceof GraphQLError ? error.originalError : error;
  if (cause instanceof RequestProblem) return answerOf(cause, codeOf(cause.code), 'en');
  if (formatted.message.startsWith(MORE_VARIABLE_ERRORS)) {
    return answerOf(new RequestProblem('graphql_variables_invalid'), 'BAD_USER_INPUT', 'en');
  }
  const code = String(formatted.extensions?.['code']);
  return answerOf(new RequestProblem(problemOf(formatted, code)), code, 'en');
}

function problemOf({ extensions = {} }: GraphQLFormattedError, code: string): ProblemCode {
  const { problem, validationErrorCode } = extensions;
  if (isProblemCode(problem)) return problem;
  return PROBLEM_BY_VALIDATION[String(validationErrorCode)] ?? PROBLEM_BY_CODE[code] ?? 'internal_error';
}

function codeOf(problem: ProblemCode): string {
  const { status } = PROBLEMS[problem];
  if (status === 503) return 'SERVICE_UNAVAILABLE';
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
}

function answerOf({ code: problem, errors }: RequestProblem, code: string, language: Language): GraphQLFormattedError {
  const answers = errors.map((error) => toInputErrorAnswer(error, language));
  const extensions: ErrorExtensions = { code, problem, ...(answers.length > 0 && { errors: answers }) };
  return { message: PROBLEMS[problem].title[language], extensions: { ...extensions } };
}

/** `formatError` knows no request; here the first of the finished errors is noted on it, and all are put into its language. */
export const errorsPlugin: ApolloServerPlugin<GraphqlContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ response: { body }, contextValue: { language, raw } }): Promise<void> => {
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return Promise.resolve();
        const problem = body.singleResult.errors[0]?.extensions?.['problem'];
        if (isProblemCode(problem)) noteOn(raw, { problem });
        if (language === 'en') return Promise.resolve();
        body.singleResult.errors = body.singleResult.errors.map((error) => translated(error, language));
        return Promise.resolve();
      },
    }),
};

function translated(error: GraphQLFormattedError, language: Language): GraphQLFormattedError {
  const { code, problem, errors = [] } = error.extensions as unknown as ErrorExtensions;
  return answerOf(new RequestProblem(problem, errors), code, language);
}
