import type { FastifyRequest } from 'fastify';
import { notesOn } from './api/http/request-notes.js';
import { PROBLEMS } from './api/problems/problem.js';
import { AccessLog } from './logging/access-log.js';
import type { Log } from './logging/log.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { type EndedRequest, outcomeOf, type RequestWatcher } from './metrics/request-watch.js';
import type { RequestResult } from './metrics/result-metrics.js';
import { UnansweredMetrics } from './metrics/unanswered-metrics.js';
import type { RunningParts } from './running-parts.js';
import type { RequestFacts } from './tracing/request-facts.js';

/** Tells metrics, trace and log, in that order: the log names the trace. */
export function requestWatcherOf({ metrics, tracing, issuerData }: RunningParts, log: Log): RequestWatcher {
  const timed = new HttpMetrics(metrics);
  const unanswered = new UnansweredMetrics(metrics.watch);
  const accessLog = new AccessLog(log);
  return {
    requestEnded(watched, request) {
      const ended = { ...watched, outcome: outcomeIn(watched, request) };
      const { status } = ended;
      if (status === null || ended.outcome === 'aborted') unanswered.requestUnanswered('client_gone');
      else timed.requestFinished({ ...ended, status });
      metrics.results.requestEnded(resultOf(ended, request));
      const { problem, stream } = notesOn(request.raw);
      const traceId =
        tracing.tracer?.requestEnded(factsOf(ended, request, issuerData.source.current().tables.version)) ?? undefined;
      const clientId = request.visit?.client.id ?? undefined;
      const bytes = stream?.bytes ?? ended.bytes;
      accessLog.requestFinished({
        ...ended,
        bytes,
        problem,
        streamEnd: stream?.end,
        lines: stream?.lines,
        traceId,
        clientId,
      });
    },
    requestUnparsed(reason, status) {
      unanswered.requestUnanswered(reason);
      accessLog.requestUnparsed(reason, status);
    },
  };
}

/** GraphQL answers 200 to whatever it has begun to carry out: the problem says what became of it. */
function outcomeIn({ outcome }: EndedRequest, { raw }: FastifyRequest): EndedRequest['outcome'] {
  const { problem } = notesOn(raw);
  return outcome === 'answered' && problem !== undefined ? outcomeOf(PROBLEMS[problem].status) : outcome;
}

/** An answer of 200 may end as a stream that we broke off, and a refusal may be for want of room: to whom asked, both are our failure. */
export function resultOf(
  { outcome, status }: Pick<EndedRequest, 'outcome' | 'status'>,
  { raw }: Pick<FastifyRequest, 'raw'>,
): RequestResult {
  const { problem, stream } = notesOn(raw);
  if (stream?.end === 'internal_error') return 'failed';
  if (stream?.end === 'limits_unavailable') return 'unavailable';
  if (outcome !== 'refused') return outcome;
  return (problem === undefined ? status : PROBLEMS[problem].status) === 503 ? 'unavailable' : 'refused';
}

function factsOf(ended: EndedRequest, { raw, visit, headers }: FastifyRequest, dataVersion: string): RequestFacts {
  const { problem, stream } = notesOn(raw);
  return {
    ...ended,
    dataVersion,
    problem: problem ?? null,
    cards: visit?.cards ?? null,
    stream: stream ?? null,
    traceparent: headers['traceparent'],
  };
}
