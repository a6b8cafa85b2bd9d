import type { FastifyInstance } from 'fastify';
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

/** `POST /reload` for operators: what SIGHUP does, where no signal can be sent. The routes beside it are for everybody. */
export function installReloadRoute(
  instance: FastifyInstance,
  door: AccessDoor,
  reload: (asked: ReloadAsked) => void,
): void {
  void instance.register((room, _options, done) => {
    installAccessHooks(room, door);
    room.post('/reload', (request, reply) => {
      try {
        request.visit?.require('admin');
        const { id: clientId, address } = request.visit?.client ?? { id: null, address: 'local' };
        reload({ requestId: request.id, clientId, address });
        void reply.code(202).send();
      } catch (error) {
        sendProblem(request, reply, toRequestProblem(error, ''));
      }
    });
    done();
  });
}
