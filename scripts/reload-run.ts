/**
 * `npm run reload:run [-- --seconds 60 --swaps 500]`: swaps issuer data under load, as kubelet does it, and counts what goes wrong.
 * A calm phase of the same load comes first, for comparison. Ends with 1 when anything went wrong.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Asking, ask, type Sightings } from './reload-callers.ts';
import { makeEditions, Publisher } from './reload-publisher.ts';
import { scrape, Service } from './reload-service.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    swaps: { type: 'string', default: '500' },
    rows: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '400' },
    connections: { type: 'string', default: '8' },
  },
});
const seconds = Number(values.seconds);
const swaps = Number(values.swaps);

/** More than are in flight at any time, so that an old one that came back would show. */
const EDITIONS = 8;
const LOOP_RESOLUTION_MS = 10;
const WARM_UP_MS = 2000;
/** Of the time that the swaps take. */
const CALM_SHARE = 0.25;
const RELOADS = ['swapped', 'unchanged', 'refused', 'failed'] as const;

interface Phase {
  readonly sightings: Sightings;
  readonly loopDelayMaxMs: number;
  readonly rssMib: number;
}

type Load = Omit<Asking, 'signal'>;

/** Runs `work` under load, and scrapes meanwhile: the highest delay is that since the scrape before. */
async function underLoad(load: Load, management: string, work: () => Promise<void>): Promise<Phase> {
  await scrape(management);
  const stop = new AbortController();
  const asking = ask({ ...load, signal: stop.signal });
  let loopDelayMaxMs = 0;
  const look = async (): Promise<ReadonlyMap<string, number>> => {
    const samples = await scrape(management);
    const delayMs = (samples.get('nodejs_eventloop_lag_max_seconds') ?? 0) * 1000 - LOOP_RESOLUTION_MS;
    loopDelayMaxMs = Math.max(loopDelayMaxMs, Math.round(delayMs * 10) / 10);
    return samples;
  };
  const looking = setInterval(() => void look(), 1000);
  await work();
  clearInterval(looking);
  stop.abort();
  const sightings = await asking;
  const rss = (await look()).get('process_resident_memory_bytes') ?? 0;
  return { sightings, loopDelayMaxMs, rssMib: Math.round(rss / 1024 / 1024) };
}

async function swapAll(publisher: Publisher, editions: ReturnType<typeof makeEditions>): Promise<void> {
  const begin = performance.now();
  for (let swap = 1; swap <= swaps; swap++) {
    const edition = editions[swap % editions.length];
    if (edition !== undefined) publisher.publish(edition);
    await sleep(Math.max(0, begin + (swap * seconds * 1000) / swaps - performance.now()));
  }
  // The last one is seen a moment later.
  await sleep(1000);
}

function describe(name: string, { sightings, loopDelayMaxMs, rssMib }: Phase): void {
  const { requests, failures, impossible, mixed, versions } = sightings;
  const times = `p50 ${String(sightings.percentileMs(0.5))} ms, p99 ${String(sightings.percentileMs(0.99))} ms, max ${String(sightings.percentileMs(1))} ms`;
  console.log(`${name}: ${String(requests)} requests, ${times}; ${String(versions.size)} versions answered`);
  console.log(`  event loop late by ${String(loopDelayMaxMs)} ms at most; RSS ${String(rssMib)} MiB`);
  console.log(
    `  failures ${String(failures)}, impossible answers ${String(impossible)}, mixed batches ${String(mixed)}`,
  );
  for (const example of sightings.examples) console.log(`  ${example}`);
}

const publisher = new Publisher();
const editions = makeEditions(EDITIONS, Number(values.rows));
if (editions[0] !== undefined) publisher.publish(editions[0]);
const service = new Service({ ISSUER_DATA: publisher.path, ISSUER_DATA_CHANGE_PERCENT_MAX: '100' });

/** Every sentence here is a demand; the ones that do not hold are returned. */
function demandsBroken(phases: readonly Phase[], reloads: ReadonlyMap<string, number>): readonly string[] {
  const total = (count: (sightings: Sightings) => number): number =>
    phases.reduce((sum, { sightings }) => sum + count(sightings), 0);
  const demands: readonly (readonly [string, boolean])[] = [
    ['no request fails', total(({ failures }) => failures) === 0],
    ['every answer is of a version that was published', total(({ impossible }) => impossible) === 0],
    ['a batch is answered by one version', total(({ mixed }) => mixed) === 0],
    ['every edition is seen to answer', swaps < EDITIONS || phases.at(-1)?.sightings.versions.size === EDITIONS],
    ['no reload fails', reloads.get('failed') === 0 && reloads.get('refused') === 0],
    ['the last edition answers in the end', service.said('issuer data loaded').at(-1)?.['version'] === lastVersion()],
  ];
  return demands.filter(([, holds]) => !holds).map(([demand]) => demand);
}

function lastVersion(): string | undefined {
  return editions[swaps % editions.length]?.version;
}

async function run(): Promise<number> {
  const { api, management } = await service.origins();
  const dataset = (await (await fetch(`${api}/v1/dataset`)).json()) as { dataVersion: string };
  const [tableVersion = ''] = dataset.dataVersion.split('+');
  const load = {
    ...{ origin: api, editions, tableVersion },
    ...{ connections: Number(values.connections), requestsPerSecond: Number(values.rate) },
  };
  // What is compiled while it runs is slow at first.
  await underLoad(load, management, () => sleep(WARM_UP_MS));
  const calm = await underLoad(load, management, () => sleep(seconds * 1000 * CALM_SHARE));
  const swapping = await underLoad(load, management, () => swapAll(publisher, editions));
  const samples = await scrape(management);
  const reloads = new Map(
    RELOADS.map((result) => [result, samples.get(`card_issuer_reloads_total{result="${result}"}`) ?? 0]),
  );
  describe('calm', calm);
  describe('swapping', swapping);
  const busy = Math.round((samples.get('card_issuer_reload_duration_seconds_sum') ?? 0) * 1000);
  console.log(
    `${String(swaps)} swaps published in ${String(seconds)} s, rows ${values.rows}; reloads since the start: ${[...reloads].map(([result, count]) => `${result} ${String(count)}`).join(', ')}; ${String(busy)} ms in all`,
  );
  const broken = demandsBroken([calm, swapping], reloads);
  for (const demand of broken) console.error(`NOT SO: ${demand}`);
  return broken.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await run();
} finally {
  const exitCode = await service.stop();
  publisher.remove();
  if (exitCode !== 0) {
    console.error(`NOT SO: the service stops with 0 (it was ${String(exitCode)})`);
    process.exitCode = 1;
  }
}
