import { HttpException } from '@nestjs/common';
import { BatchAborted } from '../../core/batch/batch-summary.js';
import { BatchInputError, type BatchInputFault } from '../../core/batch/batch-input-error.js';
import { BrandNotFoundError, PrefixNotAllowedError, UnknownPolicyBrandError } from '../../validation/errors.js';
import { AccessRefused } from '../../security/access-refused.js';
import { BudgetExhausted, BudgetUnavailable } from '../../security/card-budget.js';
import type { InputError } from './input-error.js';
import { type ProblemCode, PROBLEMS } from './problem.js';

/** A request we cannot carry out. Holds codes and places only, so that whoever prints it prints nothing of the caller's. */
export class RequestProblem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly errors: readonly InputError[] = [],
  ) {
    super('The request cannot be carried out.');
  }

  /** What Apollo Server reads the status of its answer from. A brand that is not there is an answer of its own: null. */
  get extensions(): { readonly http?: { readonly status: number } } {
    const { status } = PROBLEMS[this.code];
    return status >= 500 || status === 404 ? {} : { http: { status } };
  }
}

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'malformed_body',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'malformed_url',
  415: 'unsupported_media_type',
  422: 'invalid_request',
  431: 'headers_too_large',
};

const BY_INPUT_FAULT: Readonly<Record<BatchInputFault, ProblemCode>> = {
  utf_16: 'wrong_charset',
  csv_header_missing: 'csv_header_missing',
  csv_column_missing: 'csv_column_missing',
  csv_column_twice: 'csv_column_twice',
  csv_header_damaged: 'csv_header_damaged',
};

/**
 * Whatever was thrown as a problem. The one place where errors of the inside become words of the outside.
 *
 * @param listPointer Where a request of this door keeps its list of cards.
 */
export function toRequestProblem(error: unknown, listPointer: string): RequestProblem {
  if (error instanceof RequestProblem) return error;
  if (error instanceof BrandNotFoundError) return new RequestProblem('brand_not_found');
  if (error instanceof PrefixNotAllowedError) return new RequestProblem('prefix_not_allowed');
  if (error instanceof BatchInputError) return new RequestProblem(BY_INPUT_FAULT[error.fault]);
  if (error instanceof AccessRefused)
    return new RequestProblem(error.reason === 'scope_missing' ? 'forbidden' : 'unauthenticated');
  if (error instanceof BudgetExhausted) return new RequestProblem('rate_limited');
  if (error instanceof BatchAborted && error.reason === 'rate_limited') return new RequestProblem('rate_limited');
  if (error instanceof BatchAborted && error.reason === 'limits_unavailable')
    return new RequestProblem('limits_unavailable');
  if (error instanceof BudgetUnavailable) return new RequestProblem('limits_unavailable');
  if (error instanceof UnknownPolicyBrandError)
    return new RequestProblem('invalid_request', unknownBrands(error, listPointer));
  return new RequestProblem(BY_STATUS[statusOf(error)] ?? 'internal_error');
}

function unknownBrands({ positions, cardIndex }: UnknownPolicyBrandError, listPointer: string): readonly InputError[] {
  const card = cardIndex === null ? '' : `${listPointer}/${cardIndex}`;
  return positions.map((position) => ({ pointer: `${card}/accept/brands/${position}`, code: 'unknown_brand' }));
}

/** Nest's exceptions have `getStatus`, those of Fastify's body readers a `statusCode`. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}
