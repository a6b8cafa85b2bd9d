import type { FastifyInstance } from 'fastify';
import { AccessRefused } from '../../security/access-refused.js';
import type { AccessDoor } from './access-door.js';
import { installAccessHooks } from './access-hooks.js';
import { sendProblem } from '../problems/problem-answer.js';
import { toRequestProblem } from '../problems/request-problem.js';

/** Who asked. */
export interface ReloadAsked {
  readonly requestId: string;
  readonly clientId: string | null;
  readonly address: string;
}

interface ReloadRouteOptions {
  readonly reload: (asked: ReloadAsked) => void;
  /** Told about errors nobody expected. */
  readonly reportFailure: (error: unknown) => void;
}

/** `POST /reload` for operators: what SIGHUP does, where no signal can be sent. The routes beside it are for everybody. */
export function installReloadRoute(
  instance: FastifyInstance,
  door: AccessDoor,
  { reload, reportFailure }: ReloadRouteOptions,
): void {
  void instance.register((room, _options, done) => {
    installAccessHooks(room, door, reportFailure);
    room.post('/reload', (request, reply) => {
      try {
        const { visit } = request;
        // Invariant: the hooks let nobody in without one.
        if (visit === null) throw new AccessRefused('missing');
        visit.require('admin');
        const { id: clientId, address } = visit.client;
        reload({ requestId: request.id, clientId, address });
        void reply.code(202).send();
      } catch (error) {
        const problem = toRequestProblem(error, '');
        if (problem.code === 'internal_error') reportFailure(error);
        sendProblem(request, reply, problem);
      }
    });
    done();
  });
}
