import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { UnusableFileError } from '../../src/config/start-failure.js';
import { startService } from '../../src/start-service.js';
import { LogCapture } from './log-capture.js';

/** Takes connections and says what a client of Redis wants to hear. */
class Peer {
  readonly server = createServer((socket) => {
    this.met.push(socket);
    socket.on('error', () => undefined).on('data', () => socket.write('+OK\r\n'));
  });
  readonly met: Socket[] = [];

  async listen(): Promise<number> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return (this.server.address() as AddressInfo).port;
  }
}

describe('a start that fails over a certificate', () => {
  let folder: string;
  let peer: Peer;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'iinspect-leftovers-'));
    peer = new Peer();
  });
  afterEach(() => {
    for (const socket of peer.met) socket.destroy();
    peer.server.close();
    rmSync(folder, { recursive: true });
  });

  it('leaves no connection behind of what was opened before', async () => {
    const port = await peer.listen();
    const pem = join(folder, 'certificate.pem');
    writeFileSync(pem, 'nothing');
    const config = loadConfig({
      ...{ NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', RATE_CARDS_PER_ADDRESS: '1000' },
      ...{ REDIS_URL: `redis://127.0.0.1:${port}`, TLS_CERT_FILE: pem, TLS_KEY_FILE: pem },
    });
    await expect(startService(config, new LogCapture())).rejects.toThrow(UnusableFileError);
    const open = peer.met.filter((socket) => !socket.destroyed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
    const connections = await new Promise<number>((resolve) =>
      peer.server.getConnections((_, count) => resolve(count)),
    );
    expect(connections).toBe(0);
  }, 20_000);
});
