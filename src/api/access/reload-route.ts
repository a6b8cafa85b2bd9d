import type { FastifyInstance } from 'fastify';
import type { AccessDoor } from './access-door.js';
import { installAccessHooks } from './access-hooks.js';
import { sendProblem } from '../problems/problem-answer.js';
import { toRequestProblem } from '../problems/request-problem.js';

/** `POST /reload` for operators: what SIGHUP does, where no signal can be sent. The routes beside it are for everybody. */
export function installReloadRoute(instance: FastifyInstance, door: AccessDoor, reload: () => void): void {
  void instance.register((room, _options, done) => {
    installAccessHooks(room, door);
    room.post('/reload', (request, reply) => {
      try {
        request.visit?.require('admin');
        reload();
        void reply.code(202).send();
      } catch (error) {
        sendProblem(request, reply, toRequestProblem(error, ''));
      }
    });
    done();
  });
}
