import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BatchInput, BatchOutput } from '../../core/batch/batch-plan.js';
import type { ApiLimits } from '../api-options.js';
import { mostWanted } from '../http/accept.js';
import { READS_STREAMS, STREAM_TYPES, type StreamType } from '../http/body-kind.js';
import { answerCodingOf, CODINGS, contentCodingOf } from '../http/content-coding.js';
import { CONSUMES_JSON } from '../http/route-traits.js';
import { sendProblem } from '../problems/problem-answer.js';
import { RequestProblem, toRequestProblem } from '../problems/request-problem.js';
import type { BatchDoor } from './batch-door.js';
import { parseBatchQuery } from './batch-query.js';
import { BatchStream, type StreamLimits, type StreamTask } from './batch-stream.js';

const INPUTS: Readonly<Record<StreamType, BatchInput>> = {
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'text/plain': 'text',
};

/** NDJSON first: it is what those get who do not care. */
export const ANSWER_TYPES = ['application/x-ndjson', 'text/csv'] as const;
type AnswerType = (typeof ANSWER_TYPES)[number];

const OUTPUTS: Readonly<Record<AnswerType, { readonly output: BatchOutput; readonly contentType: string }>> = {
  'application/x-ndjson': { output: 'ndjson', contentType: 'application/x-ndjson' },
  'text/csv': { output: 'csv', contentType: 'text/csv; charset=utf-8' },
};

/** Seconds after which a place may be free again; streams take from milliseconds to hours, so it is a guess. */
const RETRY_AFTER_SECONDS = '5';

/** How much of `BATCH_IDLE_MS` a stream may be silent without losing its place when others want one. */
const IDLE_SHARE_WHEN_FULL = 1 / 5;

const TRAITS = {
  produces: ANSWER_TYPES,
  consumes: STREAM_TYPES,
  alsoConsumes: CONSUMES_JSON,
  codings: [...CODINGS].reverse(),
};

export interface BatchRouteOptions {
  readonly door: BatchDoor;
  readonly limits: ApiLimits;
  readonly reportFailure: (error: unknown) => void;
}

/** `POST /v1/cards/batch` for streams. Nest has the route of the same address that reads JSON, and never sees these bodies. */
export function installBatchRoute(instance: FastifyInstance, options: BatchRouteOptions): void {
  instance.post('/v1/cards/batch', { config: TRAITS, constraints: READS_STREAMS }, async (request, reply) => {
    try {
      await answer(request, reply, options);
    } catch (error) {
      answerFailure(request, reply, error, options);
    }
    return reply;
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, options: BatchRouteOptions): Promise<void> {
  const { door, limits } = options;
  request.visit?.require('cards');
  const task = taskOf(request);
  if (!door.streams.makeRoom(limits.batchIdleMs * IDLE_SHARE_WHEN_FULL)) {
    reply.header('retry-after', RETRY_AFTER_SECONDS);
    throw new RequestProblem('too_many_streams');
  }
  const stream = new BatchStream(reply, task, streamLimits(limits));
  door.streams.enter(stream);
  try {
    await stream.run(door.lines);
  } catch (error) {
    if (!stream.hasBegun) stream.leaveToProblem();
    throw error;
  } finally {
    door.streams.leave(stream);
  }
  await stream.end();
}

function taskOf(request: FastifyRequest): StreamTask {
  // The hooks let nothing else come this far.
  const input = INPUTS[request.headers['content-type'] as StreamType];
  const query = parseBatchQuery(request.query as Readonly<Record<string, unknown>>, input);
  const { output, contentType } = OUTPUTS[mostWanted(request.headers.accept, ANSWER_TYPES)];
  const given = contentCodingOf(request.headers['content-encoding']);
  return {
    request: { input, output, ...query, writesSummary: true },
    coding: CODINGS.find((coding) => coding === given) ?? null,
    answer: { contentType, coding: answerCodingOf(request.headers['accept-encoding']) },
  };
}

function streamLimits({ batchIdleMs, batchRateMin, ...limits }: ApiLimits): StreamLimits {
  return { ...limits, idleMs: batchIdleMs, rateMin: batchRateMin };
}

function answerFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  { reportFailure }: BatchRouteOptions,
): void {
  const problem = toRequestProblem(error, '');
  if (problem.code === 'internal_error') reportFailure(error);
  // A summary would have to be true.
  if (reply.sent) request.raw.socket.destroy();
  else sendProblem(request, reply, problem);
}
