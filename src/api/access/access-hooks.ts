import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problems/problem-answer.js';
import { RequestProblem } from '../problems/request-problem.js';
import { AccessRefused } from '../../security/access-refused.js';
import type { Client } from '../../security/client.js';
import type { AccessDoor } from './access-door.js';
import { Visit } from './visit.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, on every route but public ones; null without an access door. */
    visit: Visit | null;
  }
}

/** Asks who is there before the body is read, and says in every answer what is left of the budget. */
export function installAccessHooks(
  instance: FastifyInstance,
  door: AccessDoor | undefined,
  reportFailure: (error: unknown) => void,
): void {
  instance.decorateRequest('visit', null);
  if (door === undefined) return;
  instance.addHook('onRequest', (request, reply, done) => {
    if (request.is404 || request.routeOptions.config.isPublic === true) done();
    else admit({ request, reply, door, reportFailure }, done);
  });
  instance.addHook('onSend', ({ visit }, reply, payload, done) => {
    if (visit?.isLimited === true) reply.headers(budgetHeaders(visit));
    if (visit !== null && reply.statusCode === 403) reply.headers(scopeHeaders(visit, door));
    done(null, payload);
  });
}

/** A request at the door. */
interface Caller {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly door: AccessDoor;
  readonly reportFailure: (error: unknown) => void;
}

/** Without a promise where none is needed: most credentials are looked up at once. */
function admit(caller: Caller, done: () => void): void {
  const { request, door } = caller;
  const enter = (client: Client): void => {
    request.visit = new Visit(client, door, placeOf(request));
    done();
  };
  const refuse = (error: unknown): void => refuseAccess(caller, error);
  let client: Client | Promise<Client>;
  try {
    client = door.authenticator.authenticate(request.raw);
  } catch (error) {
    refuse(error);
    return;
  }
  if (client instanceof Promise) client.then(enter, refuse);
  else enter(client);
}

/** RFC 6750 §3.1: something was shown, and it will not do. */
const INVALID = ', error="invalid_token"';

function refuseAccess({ request, reply, door, reportFailure }: Caller, error: unknown): void {
  if (!(error instanceof AccessRefused)) {
    reportFailure(error);
    sendProblem(request, reply, new RequestProblem('internal_error'));
    return;
  }
  const { reason, clientId } = error;
  const { kind, challenge, addressOf } = door.authenticator;
  door.observer.accessRefused({ ...placeOf(request), reason, kind, clientId, address: addressOf(request.raw) });
  if (challenge !== null) reply.header('www-authenticate', `${challenge}${reason === 'missing' ? '' : INVALID}`);
  sendProblem(request, reply, new RequestProblem('unauthenticated'));
}

function placeOf({ id: requestId, routeOptions }: FastifyRequest): {
  readonly requestId: string;
  readonly route: string;
} {
  return { requestId, route: routeOptions.url ?? 'unmatched' };
}

/** RFC 6750 §3.1: the credential is good, and something else is needed. */
function scopeHeaders(
  { missing }: Visit,
  { authenticator: { challenge } }: AccessDoor,
): Readonly<Record<string, string>> {
  if (missing === null || challenge === null) return {};
  return { 'www-authenticate': `${challenge}, error="insufficient_scope", scope="${missing}"` };
}

/** `RateLimit` of draft-ietf-httpapi-ratelimit-headers-11; the unit of the quota is cards. */
export function budgetHeaders({ state, retryAfterSeconds }: Visit): Readonly<Record<string, string>> {
  return {
    ...(state !== null && {
      'ratelimit-policy': `"cards";q=${state.cardsMax};w=${state.windowSeconds}`,
      ratelimit: `"cards";r=${state.remaining};t=${state.resetSeconds}`,
    }),
    ...(retryAfterSeconds !== null && { 'retry-after': String(retryAfterSeconds) }),
  };
}
