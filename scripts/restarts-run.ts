/**
 * `npm run restarts:run [-- --seconds 60 --restarts 8 --rate 500]`: restarts two services behind haproxy, one after the other, under
 * load, and counts what fails. Ends with 1 when anything did. Without haproxy it says so and does nothing.
 */
import { parseArgs } from 'node:util';
import { hasHaproxy } from './restarts-run-proxy.ts';
import { type RollingResult, rollOver } from './restarts-run-rolling.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    restarts: { type: 'string', default: '8' },
    rate: { type: 'string', default: '500' },
  },
});

/** Every sentence here is a demand; the ones that do not hold are returned. */
function demandsBroken({ sightings, exitCodes }: RollingResult): readonly string[] {
  const { failed, streams, answered } = sightings;
  const demands: readonly (readonly [string, boolean])[] = [
    ['no request fails', failed === 0],
    ['no stream is refused', streams.refused === 0],
    ['no stream is cut without a summary', streams.cut === 0],
    ['every kind of request was sent', Object.values(answered).every((count) => count > 0)],
    ['streams end by themselves, and others are told that they were cut', streams.done > 0 && streams.told > 0],
    ['every instance stops with 0', exitCodes.every((code) => code === 0)],
    ['every restart took place', exitCodes.length === Number(values.restarts) + 2],
  ];
  return demands.filter(([, holds]) => !holds).map(([demand]) => demand);
}

function describe({ sightings, exitCodes, seconds }: RollingResult): void {
  const { requests, failed, answered, streams, examples } = sightings;
  const kinds = `REST kept alive ${String(answered.kept)}, fresh ${String(answered.fresh)}, GraphQL ${String(answered.graphql)}`;
  console.log(`${values.restarts} restarts in ${seconds.toFixed(1)} s; exit codes ${exitCodes.join(' ')}`);
  console.log(`requests ${String(requests)} (${kinds}), failed ${String(failed)}`);
  console.log(
    `streams: done ${String(streams.done)}, cut with a summary ${String(streams.told)}, without ${String(streams.cut)}, refused ${String(streams.refused)}`,
  );
  for (const example of examples) console.log(`  ${example}`);
}

async function run(): Promise<number> {
  if (!hasHaproxy()) {
    console.log('Left out: there is no haproxy. apt-get install haproxy');
    return 0;
  }
  const { seconds, restarts, rate } = values;
  const plan = { seconds: Number(seconds), restarts: Number(restarts), requestsPerSecond: Number(rate) };
  const result = await rollOver(plan);
  describe(result);
  const broken = demandsBroken(result);
  for (const demand of broken) console.error(`NOT SO: ${demand}`);
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = await run();
