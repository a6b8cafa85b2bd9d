import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { watchHandshakes } from '../../src/api/http/handshakes.js';

it('a connection that never began to be secured is cut with all others: it does not hold up a stop', async () => {
  const server = createServer();
  watchHandshakes(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const mute = connect((server.address() as AddressInfo).port, '127.0.0.1');
  mute.on('error', () => undefined);
  await once(server, 'connection');
  const closed = new Promise((resolve) => server.close(() => resolve('closed')));
  server.closeAllConnections();
  const late = new AbortController();
  expect(await Promise.race([closed, sleep(3000, 'open', { signal: late.signal }).catch(() => '')])).toBe('closed');
  late.abort();
  mute.destroy();
});
