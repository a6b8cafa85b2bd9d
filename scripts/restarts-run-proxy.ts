/** haproxy, as it is shipped, in front of the instances; but it asks nobody twice (`retries 0`), so that what the service drops is seen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasProxy, ShippedProxy } from './proxies-process.ts';
import type { Replacement } from './proxies-shipped.ts';
import { freePort, type Instance, READY } from './restarts-run-instance.ts';

const UP_DEADLINE_MS = 30_000;

export function hasHaproxy(): boolean {
  return hasProxy('haproxy');
}

function changes(statsPort: number): readonly Replacement[] {
  const stats = `frontend stats\n  bind 127.0.0.1:${String(statsPort)}\n  stats enable\n  stats uri /\n\n`;
  return [
    ['retries 2', 'retries 0'],
    ['option redispatch 1', 'no option redispatch'],
    // A check that is late is no "no": on a busy machine both would be out at once.
    ['timeout check 2s', 'timeout check 5s'],
    ['http-check expect status 200', `http-check expect string ${READY.replaceAll('"', '\\"')}`],
    ['\nbackend iinspect\n', `\n${stats}backend iinspect\n`],
  ];
}

export class Proxy {
  readonly #proxy: ShippedProxy;
  readonly #statsPort: number;

  static async before(instances: readonly Instance[]): Promise<Proxy> {
    const statsPort = await freePort();
    const places = instances.map(({ ports }) => ports);
    return new Proxy(
      await ShippedProxy.start('haproxy', { instances: places, replace: changes(statsPort) }),
      statsPort,
    );
  }

  private constructor(proxy: ShippedProxy, statsPort: number) {
    this.#proxy = proxy;
    this.#statsPort = statsPort;
  }

  get origin(): string {
    return this.#proxy.origin;
  }

  /** Resolves when requests are sent to this instance. */
  async sees({ name }: Instance): Promise<void> {
    const deadline = performance.now() + UP_DEADLINE_MS;
    while (!(await this.#isUp(name))) {
      if (performance.now() > deadline) throw new Error('haproxy does not see the instance.');
      await sleep(50);
    }
  }

  stop(): Promise<void> {
    return this.#proxy.stop();
  }

  async #isUp(name: string): Promise<boolean> {
    try {
      const text = await (await fetch(`http://127.0.0.1:${String(this.#statsPort)}/;csv`)).text();
      const row = text.split('\n').find((line) => line.startsWith(`iinspect,${name},`));
      return row?.split(',').includes('UP') ?? false;
    } catch {
      return false;
    }
  }
}
