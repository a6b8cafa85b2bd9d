import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it, jest } from '@jest/globals';
import { ShippedProxy } from '../../scripts/proxies-process.js';
import type { Place, ProxyPlace, Replacement } from '../../scripts/proxies-shipped.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { describeProxy } from '../proxies/support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const NOBODY: Place = { port: 9, managementPort: 9 };

/** As a package of Debian sets it up: every request in one log, what went wrong in another. */
function stock({ port }: Place, errorLevel: string): (place: ProxyPlace) => string {
  return ({ folder, port: from }) => `master_process off; pid ${folder}/pid; events {}
error_log ${join(folder, 'logs/error.log')} ${errorLevel};
http { access_log ${join(folder, 'logs/access.log')}; client_max_body_size 0; client_body_temp_path ${folder}/body;
server { listen 127.0.0.1:${String(from)}; location / { proxy_pass http://127.0.0.1:${String(port)}; } } }\n`;
}

/** Its temporary files are deleted while they are open. It says that it wrote one, if it is asked to warn. */
const WARNS: readonly Replacement[] = [['iinspect-error.log emerg', 'iinspect-error.log warn']];
const SPOOLED = /buffered to a temporary file/;
const BODY_BYTES = 4_000_000;

describeProxy('nginx')('nginx in front', () => {
  const canary = newCanary();
  const body = `${canary}\n`.repeat(BODY_BYTES / (canary.length + 1));
  /** Takes everything and says nothing. */
  const upstream = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  let nginx: ShippedProxy;

  async function listening(): Promise<Place> {
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    return { port: (upstream.address() as AddressInfo).port, managementPort: 9 };
  }

  async function post(path: string, bytes: string): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${nginx.origin}${path}`, { method: 'POST', body: bytes, headers });
    await answer.text();
    return answer.status;
  }

  afterEach(async () => {
    await nginx.stop();
    upstream.closeAllConnections();
    upstream.close();
  });

  it('as it comes writes bodies to files and addresses to logs', async () => {
    const place = await listening();
    nginx = await ShippedProxy.start('nginx', { instances: [place] }, stock(place, 'warn'));
    expect(await post('/v1/cards/batch', body)).toBe(200);
    expect(nginx.written().toString()).toMatch(SPOOLED);
    expect(await post(`/v1/${canary}`, '')).toBe(200);
    expect(findLeaks(nginx.written(), canary)).not.toEqual([]);
  });

  it('as it is shipped writes no body to a file, nor an address to a log', async () => {
    nginx = await ShippedProxy.start('nginx', { instances: [await listening()], replace: WARNS });
    expect(await post('/v1/cards/batch', body)).toBe(200);
    expect(await post(`/v1/${canary}?pan=${canary}`, '')).toBe(200);
    expect(nginx.written().toString()).not.toMatch(SPOOLED);
    expect(nginx.written().toString()).toMatch(/ POST - 200 /); // it does log
    expect(findLeaks(nginx.written(), canary)).toEqual([]);
  });

  it('as it is shipped is quiet about a request that failed', async () => {
    nginx = await ShippedProxy.start('nginx', { instances: [NOBODY] });
    expect(await post(`/v1/gone/${canary}`, body)).toBe(502);
    expect(findLeaks(nginx.written(), canary)).toEqual([]);
  });

  it('as it comes is not', async () => {
    const quiet = (place: ProxyPlace): string =>
      stock(NOBODY, 'error')(place).replace(/access_log [^;]+;/, 'access_log off;');
    nginx = await ShippedProxy.start('nginx', { instances: [NOBODY] }, quiet);
    expect(await post(`/v1/gone/${canary}`, '')).toBe(502);
    expect(findLeaks(nginx.written(), canary)).not.toEqual([]);
  });
});
