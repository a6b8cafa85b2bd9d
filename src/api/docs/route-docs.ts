import { applyDecorators, type Type } from '@nestjs/common';
import type { ApiResponseOptions } from '@nestjs/swagger';
import { InOpenApi } from '../late-decorators.js';
import { headersOf } from './problem-headers.js';
import { Problem, PROBLEM_MEDIA_TYPE } from '../problems/problem-answer.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem.js';

interface RouteDocs {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly answer: { readonly type: Type; readonly description: string; readonly isArray?: boolean };
  /** The problems a caller may run into here; the general ones are added. */
  readonly problems?: readonly ProblemCode[];
}

interface DownloadDocs {
  readonly id: string;
  readonly summary: string;
  readonly mediaType: string;
  readonly description: string;
}

const WITH_BODY: readonly ProblemCode[] = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'invalid_request',
];

/** Where callers have to say who they are, and may ask about so many cards only. */
const BY_CALLER: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate_limited'];

/** What may be answered whatever the route, for the most part before one is chosen: the response `default`. */
const ANYWHERE: readonly ProblemCode[] = [
  'malformed_http',
  'method_not_allowed',
  'request_timeout',
  'limits_unavailable',
  'overloaded',
  'headers_too_large',
  'internal_error',
];

/** Describes a route that reads a JSON body. */
export function DocumentCall({ answer, problems = [], ...operation }: RouteDocs): MethodDecorator {
  return applyDecorators(
    describe(operation),
    respond({ ...answer, status: 200 }),
    ...problemResponses([...WITH_BODY, ...problems]),
  );
}

/** Describes a route that answers from the tables. */
export function DocumentTable({ answer, problems = [], ...operation }: RouteDocs): MethodDecorator {
  return applyDecorators(
    describe(operation),
    respond({ ...answer, status: 200, headers: ENTITY_TAG }),
    NotModified,
    ...problemResponses(problems),
  );
}

/** Describes a route that answers with a file. */
export function DocumentDownload({ mediaType, description, ...operation }: DownloadDocs): MethodDecorator {
  const schema = { type: 'string', contentMediaType: mediaType };
  return applyDecorators(
    describe(operation),
    respond({ status: 200, description, headers: ENTITY_TAG, content: { [mediaType]: { schema } } }),
    NotModified,
    ...problemResponses([]),
  );
}

const ENTITY_TAG = {
  ETag: { description: 'Changes with the data, the release and the language.', schema: { type: 'string' as const } },
};
const NotModified = respond({ status: 304, description: 'The caller has this answer already (`If-None-Match`).' });

function describe({ id, ...texts }: Pick<RouteDocs, 'id' | 'summary' | 'description'>): MethodDecorator {
  return applyDecorators(
    InOpenApi(({ ApiOperation }) => ApiOperation({ operationId: id, ...texts })),
    InOpenApi(({ ApiExtraModels }) => ApiExtraModels(Problem)),
  );
}

/** One response per status; its description says which codes it may carry. */
function problemResponses(codes: readonly ProblemCode[]): readonly MethodDecorator[] {
  const byStatus = Map.groupBy([...codes, ...BY_CALLER, 'not_acceptable' as const], (code) => PROBLEMS[code].status);
  return [...byStatus, ['default', ANYWHERE] as const].map(([status, group]) =>
    InOpenApi(({ ApiResponse, getSchemaPath }) =>
      ApiResponse({
        status,
        description: group.map((code) => `\`${code}\`: ${PROBLEMS[code].title.en}`).join(' '),
        ...headersOf(status),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}

function respond(options: ApiResponseOptions): MethodDecorator {
  return InOpenApi(({ ApiResponse }) => ApiResponse(options));
}
