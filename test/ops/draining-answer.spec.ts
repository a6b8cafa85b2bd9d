import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { expect, it } from '@jest/globals';
import { closeConnectionsWhileDraining } from '../../src/health/draining.js';
import { ReadinessState } from '../../src/health/readiness.js';

it('a request that came before the drain and is answered in it asks for a new connection too', async () => {
  const readiness = new ReadinessState();
  const server = fastify();
  closeConnectionsWhileDraining(server, readiness);
  server.get('/', async () => {
    readiness.beginDraining();
    await sleep(1);
    return 'done';
  });
  const { headers } = await server.inject('/');
  await server.close();
  expect(headers.connection).toBe('close');
});
