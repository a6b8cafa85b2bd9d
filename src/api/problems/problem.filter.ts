import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem-answer.js';
import { toRequestProblem } from './request-problem.js';

/** Catches everything, so that Nest's own filters, which log and quote what they catch, never see an error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly reportFailure: (error: unknown) => void) {}

  catch(error: unknown, host: ArgumentsHost): Error | undefined {
    const isGraphql = host.getType<string>() === 'graphql';
    const problem = toRequestProblem(error, isGraphql ? '/cards' : '');
    if (problem.code === 'internal_error') this.reportFailure(error);
    // GraphQL reports what its filters return; see graphql/error-format.ts.
    if (isGraphql) return problem;
    const http = host.switchToHttp();
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), problem);
    return undefined;
  }
}
