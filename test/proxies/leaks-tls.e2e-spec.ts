import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ShippedProxy } from '../../scripts/proxies-process.js';
import type { Place, Replacement } from '../../scripts/proxies-shipped.js';
import { newCanary } from '../leaks/canary.js';
import { CanaryIndex } from '../leaks/canary-index.js';
import { Authority, hasOpenssl } from '../tls/certificates.js';
import { FilesMade } from './files-made.js';
import { describeProxy, describeWith, Front, KINDS } from './support.js';
import { TLS_LEAK_VECTORS } from './tls-leak-vectors.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(240_000);

const QUIET_MS = 300;
const NOBODY: Place = { port: 9, managementPort: 9 };

/** With these lines the shipped file tells, so that finding nothing without them says something. */
const TELLING: Readonly<Record<(typeof KINDS)[number], readonly Replacement[]>> = {
  nginx: [['iinspect-error.log emerg', 'iinspect-error.log info']],
  haproxy: [['%[var(txn.method)] %[var(txn.route)]', '%HM %HU']],
};

/** The places whose card number it has written down; one number for each. */
async function leaksOf(proxy: ShippedProxy): Promise<readonly string[]> {
  const names = new Map(TLS_LEAK_VECTORS.map(({ name }) => [newCanary(), name]));
  const canaries = [...names.keys()];
  await Promise.all(TLS_LEAK_VECTORS.map(({ send }, index) => send(proxy.port, canaries[index] ?? '')));
  await sleep(QUIET_MS);
  const found = new CanaryIndex(names.keys()).search(proxy.written());
  return [...new Set(found.map(({ canary }) => names.get(canary) ?? ''))].sort();
}

describeWith('openssl', hasOpenssl())('with TLS', () => {
  const authority = hasOpenssl() ? new Authority() : null;
  afterAll(() => authority?.remove());

  describe.each(KINDS)('%s', (kind) => {
    describeProxy(kind)('in front', () => {
      const front = new Front();
      afterEach(() => front.stop());
      const start = (instance: Place, replace: readonly Replacement[] = []): Promise<ShippedProxy> =>
        front.proxy(kind, { instances: [instance], tls: authority!.issue({ name: 'proxy' }), replace });

      it('as it is shipped writes down no card number, wherever HTTP/2 or the handshake has it', async () => {
        const proxy = await start(await front.service());
        const made = new FilesMade(proxy.place.folder);
        expect(await leaksOf(proxy)).toEqual([]);
        made.close();
        expect([...made.names]).toEqual([]);
        expect(proxy.written().toString()).toMatch(/POST \/v1\/cards\/validate 200 /); // it was HTTP/2 that it logged
      });

      it('as it is shipped writes down none while the service is not there', async () => {
        expect(await leaksOf(await start(NOBODY))).toEqual([]);
      });

      it('that is told to say more writes them down', async () => {
        const leaks = await leaksOf(await start(NOBODY, TELLING[kind]));
        expect(leaks).toEqual(expect.arrayContaining(['HTTP/2 path', 'HTTP/2 query', 'HTTP/1.1 path']));
      });
    });
  });
});
