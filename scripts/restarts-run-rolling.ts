/** Two instances behind haproxy, restarted one after the other under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, Instance } from './restarts-run-instance.ts';
import { runLoad, type Sightings } from './restarts-run-load.ts';
import { Proxy } from './restarts-run-proxy.ts';

export interface RollingPlan {
  readonly restarts: number;
  /** Restarts are spread over this time, or follow each other if it does not suffice. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
}

export interface RollingResult {
  readonly sightings: Sightings;
  readonly exitCodes: readonly (number | null)[];
  readonly seconds: number;
}

/**
 * A short grace, so that long streams do not make every restart a long one. Nobody is refused for overload: on a busy machine a cold
 * process would refuse its first requests, and what a restart loses is the question here.
 */
const ENV = { SHUTDOWN_GRACE_MS: '3000', TURN_BUDGET_MS: '0' };

export async function rollOver(plan: RollingPlan): Promise<RollingResult> {
  const instances = [await instance('one'), await instance('two')];
  await Promise.all(instances.map((each) => each.start()));
  const proxy = await Proxy.before(instances);
  try {
    for (const each of instances) await proxy.sees(each);
    const stop = new AbortController();
    const begin = performance.now();
    const load = runLoad({ origin: proxy.origin, requestsPerSecond: plan.requestsPerSecond, signal: stop.signal });
    await restartInTurn(plan, instances, proxy);
    stop.abort();
    const sightings = await load;
    const seconds = (performance.now() - begin) / 1000;
    await Promise.all(instances.map((each) => each.stop()));
    return { sightings, exitCodes: instances.flatMap(({ exitCodes }) => exitCodes), seconds };
  } finally {
    await Promise.all([proxy.stop(), ...instances.map((each) => each.stop())]);
  }
}

async function instance(name: string): Promise<Instance> {
  return new Instance(name, { port: await freePort(), managementPort: await freePort() }, ENV);
}

async function restartInTurn(
  { restarts, seconds }: RollingPlan,
  instances: readonly Instance[],
  proxy: Proxy,
): Promise<void> {
  const begin = performance.now();
  for (let restart = 0; restart < restarts; restart++) {
    const each = instances[restart % instances.length];
    if (each === undefined) return;
    await sleep(Math.max(0, begin + (restart * seconds * 1000) / restarts - performance.now()));
    await each.stop();
    await each.start();
    await proxy.sees(each);
  }
}
