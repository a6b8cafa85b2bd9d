import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../core/language.js';
import { InOpenApi } from '../late-decorators.js';
import { languageOf } from '../http/language.js';
import { requestUrn } from '../http/request-id.js';
import { noteOn } from '../http/request-notes.js';
import { applyCommonHeaders } from '../http/response-headers.js';
import { CONSUMES_JSON } from '../http/route-traits.js';
import { INPUT_ERROR_CODES, type InputErrorAnswer, type InputErrorCode, toInputErrorAnswer } from './input-error.js';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problem.js';
import type { RequestProblem } from './request-problem.js';
import type { Shape } from '../views/shape.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One place of the request that is wrong. */
@InOpenApi(({ ApiSchema }) => ApiSchema({ name: 'InputError' }))
export class InputErrorView implements InputErrorAnswer {
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({ description: 'JSON Pointer (RFC 6901) into the request.', example: '/pan' }),
  )
  readonly pointer!: string;
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({ enum: INPUT_ERROR_CODES, enumName: 'InputErrorCode', description: 'Stable code.' }),
  )
  readonly code!: InputErrorCode;
  @InOpenApi(({ ApiProperty }) => ApiProperty({ description: 'The same for people, in the language asked for.' }))
  readonly message!: string;
}

/** RFC 9457. */
export class Problem {
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      description: 'Relative reference; its last segment is the code.',
      example: '/problems/invalid_request',
    }),
  )
  readonly type!: string;
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({ description: 'The same text for every problem of this type, in the language asked for.' }),
  )
  readonly title!: string;
  @InOpenApi(({ ApiProperty }) => ApiProperty({ type: 'integer', description: 'The HTTP status.', example: 422 }))
  readonly status!: number;
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({ enum: PROBLEM_CODES, enumName: 'ProblemCode', description: 'Stable code.' }),
  )
  readonly code!: ProblemCode;
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      description: 'URN of the request; it ends in the X-Request-Id of the answer.',
      example: 'urn:iinspect:request:checkout-42',
    }),
  )
  readonly instance!: string;
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({ type: [InputErrorView], required: false, description: 'What is wrong where; never a value.' }),
  )
  readonly errors?: readonly InputErrorAnswer[];
}

export function toProblem({ code, errors }: RequestProblem, requestId: string, language: Language): Shape<Problem> {
  const { status, title } = PROBLEMS[code];
  return {
    type: `/problems/${code}`,
    title: title[language],
    status,
    code,
    instance: requestUrn(requestId),
    ...(errors.length > 0 && { errors: errors.map((error) => toInputErrorAnswer(error, language)) }),
  };
}

/** Answers with a problem wherever Fastify is in the life of a request, even where no hook has run. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: RequestProblem): void {
  const language = languageOf(request.headers['accept-language']);
  applyCommonHeaders(request.id, reply);
  noteOn(request.raw, { problem: problem.code });
  void reply
    .code(PROBLEMS[problem.code].status)
    .headers({ 'content-type': PROBLEM_MEDIA_TYPE, 'content-language': language, vary: 'Accept-Language' })
    .headers(problem.code === 'unsupported_media_type' ? { 'accept-post': readableTypes(request) } : {})
    .send(JSON.stringify(toProblem(problem, request.id, language)));
}

function readableTypes(request: FastifyRequest): string {
  const { consumes = CONSUMES_JSON, alsoConsumes = [] } = request.routeOptions.config;
  return [...consumes, ...alsoConsumes].join(', ');
}
