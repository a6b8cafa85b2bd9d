/**
 * `npm run soak:run [-- --minutes 2 --swap-seconds 2]`: everything at once for a while (calls good and bad, streams whole and torn, slow clients, new issuer
 * data all the time), and then: does memory grow, is every handle back, was every answer one of ours? Ends with 1 when something is not.
 */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeEditions, Publisher } from './reload-publisher.ts';
import { scrape, Service } from './reload-service.ts';
import { callOnce } from './soak-run-calls.ts';
import { Diary } from './soak-run-diary.ts';
import { type Gauges, readGauges, slopeOf } from './soak-run-gauges.ts';
import { dribble, stall } from './soak-run-slow.ts';
import { streamAll } from './soak-run-streams.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    callers: { type: 'string', default: '4' },
    /** 0 publishes nothing new. */
    'swap-seconds': { type: 'string', default: '2' },
  },
});
const minutes = Number(values.minutes);

const EDITIONS = 8;
const EDITION_ROWS = 2_000;
const SWAP_EVERY_MS = Number(values['swap-seconds']) * 1_000;
const LOOK_EVERY_MS = 500;
const CALL_PAUSE_MS = 20;
/** Of the time: caches fill, code is compiled, the heap finds its size. */
const WARM_UP_SHARE = 0.3;
/** Shorter runs see the heap find its size and nothing else. */
const SLOPE_MINUTES_MIN = 1;
const SETTLE_DEADLINE_MS = 15_000;
const IDLE_THREAD_MS = 32_000;

/** In megabytes a minute. RSS finds its size in minutes, not in seconds: of a short run only its height says something. */
const SLOPES_MAX = minutes >= 10 ? { heap: 0.5, rss: 1 } : { heap: 3, rss: Infinity };
const RSS_MB_MAX = 600;
const SETTINGS = {
  ...{ NODE_ENV: 'production', SHUTDOWN_DRAIN_MS: '0', REQUEST_TIMEOUT_MS: '2000', HEADERS_TIMEOUT_MS: '2000' },
  ...{ KEEP_ALIVE_TIMEOUT_MS: '2000', ISSUER_DATA_CHANGE_PERCENT_MAX: '100' },
};

const publisher = new Publisher();
const editions = makeEditions(EDITIONS, EDITION_ROWS);
let published = 0;

function publishNext(): void {
  const edition = editions[published++ % EDITIONS];
  if (edition !== undefined) publisher.publish(edition);
}

interface Origins {
  readonly api: string;
  readonly management: string;
}

/** Everything at once, until told to stop. */
async function load({ api }: Origins, diary: Diary, signal: AbortSignal): Promise<void> {
  const port = Number(new URL(api).port);
  const agent = new Agent({ keepAlive: true, maxSockets: Number(values.callers) });
  const forever = async (work: () => Promise<void>, pauseMs: number): Promise<void> => {
    while (!signal.aborted) {
      await work();
      await sleep(pauseMs);
    }
  };
  await Promise.all([
    ...Array.from({ length: Number(values.callers) }, () => forever(() => callOnce(api, agent, diary), CALL_PAUSE_MS)),
    forever(() => streamAll(api, diary, signal), CALL_PAUSE_MS),
    forever(() => dribble(port, diary), CALL_PAUSE_MS),
    forever(() => stall(port, diary), CALL_PAUSE_MS),
    ...(SWAP_EVERY_MS === 0 ? [] : [forever(() => Promise.resolve().then(publishNext), SWAP_EVERY_MS)]),
  ]);
  agent.destroy();
}

/** Waits for the handles of those who left. */
async function settled(management: string, baseline: Gauges): Promise<Gauges> {
  const deadline = performance.now() + SETTLE_DEADLINE_MS + IDLE_THREAD_MS;
  for (;;) {
    const gauges = await readGauges(management);
    const isBack = gauges.descriptors <= baseline.descriptors && gauges.resources <= baseline.resources;
    if (isBack || performance.now() > deadline) return gauges;
    await sleep(LOOK_EVERY_MS);
  }
}

interface Findings {
  readonly diary: Diary;
  readonly gauges: readonly Gauges[];
  readonly baseline: Gauges;
  readonly after: Gauges;
  readonly versions: ReadonlySet<string>;
  readonly refused: number;
}

async function soak(service: Service): Promise<Findings> {
  const origins = await service.origins();
  const { dataVersion } = (await (await fetch(`${origins.api}/v1/dataset`)).json()) as { dataVersion: string };
  const [table = ''] = dataVersion.split('+');
  await sleep(LOOK_EVERY_MS * 6);
  const baseline = await readGauges(origins.management);
  const diary = new Diary();
  const gauges: Gauges[] = [];
  const stop = new AbortController();
  const loading = load(origins, diary, stop.signal);
  const endMs = performance.now() + minutes * 60_000;
  while (performance.now() < endMs) {
    gauges.push(await readGauges(origins.management));
    await sleep(LOOK_EVERY_MS);
  }
  stop.abort();
  await loading;
  const after = await settled(origins.management, baseline);
  const samples = await scrape(origins.management);
  const refused = [...samples].filter(([name]) => name.startsWith('card_shed_total'));
  return {
    ...{ diary, gauges: gauges.slice(Math.floor(gauges.length * WARM_UP_SHARE)), baseline, after },
    versions: new Set(editions.map(({ version }) => `${table}+${version}`)),
    refused: refused.reduce((sum, [, count]) => sum + count, 0),
  };
}

function describe({ diary, gauges, baseline, after, refused }: Findings): void {
  const done = [...diary.counts].map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
  console.log(`${done}; ${String(published)} editions published, ${String(diary.versions.size)} versions answered`);
  console.log('| | baseline | at most | after | MB a minute |\n| --- | --- | --- | --- | --- |');
  const row = (name: string, read: (gauges: Gauges) => number, isMemory: boolean): void => {
    const most = Math.max(...gauges.map(read));
    const slope = isMemory ? slopeOf(gauges, read).toFixed(2) : '';
    console.log(
      `| ${name} | ${read(baseline).toFixed(0)} | ${most.toFixed(0)} | ${read(after).toFixed(0)} | ${slope} |`,
    );
  };
  row('RSS, MB', ({ rssMb }) => rssMb, true);
  row('heap used, MB', ({ heapMb }) => heapMb, true);
  row('descriptors', ({ descriptors }) => descriptors, false);
  row('handles and requests', ({ resources }) => resources, false);
  console.log(`complaints ${String(diary.complaintCount)}, refused for overload ${String(refused)}`);
  for (const complaint of diary.complaints) console.log(`  ${complaint}`);
}

/** Every sentence here is a demand; the ones that do not hold are returned. */
function demandsBroken({ diary, gauges, baseline, after, versions }: Findings, troubles: number): readonly string[] {
  const isLong = minutes >= SLOPE_MINUTES_MIN;
  const slope = (read: (gauges: Gauges) => number): number => (isLong ? slopeOf(gauges, read) : 0);
  const demands: readonly (readonly [string, boolean])[] = [
    ['everybody gets the answer they should', diary.complaintCount === 0],
    ['everything is tried', ['REST', 'GraphQL', 'stream', 'slow', 'bad'].every((kind) => diary.counts.has(kind))],
    ['every answer is of a version that was published', [...diary.versions].every((each) => versions.has(each))],
    ['the service complains of nothing', troubles === 0],
    [`heap grows by ${String(SLOPES_MAX.heap)} MB a minute at most`, slope(({ heapMb }) => heapMb) <= SLOPES_MAX.heap],
    [`RSS grows by ${String(SLOPES_MAX.rss)} MB a minute at most`, slope(({ rssMb }) => rssMb) <= SLOPES_MAX.rss],
    [`RSS stays under ${String(RSS_MB_MAX)} MB`, gauges.every(({ rssMb }) => rssMb < RSS_MB_MAX)],
    ['descriptors are back where they were', after.descriptors <= baseline.descriptors],
    ['handles are back where they were', after.resources <= baseline.resources],
  ];
  return demands.filter(([, holds]) => !holds).map(([demand]) => demand);
}

publishNext();
const service = new Service({ ...SETTINGS, ISSUER_DATA: publisher.path });
try {
  const findings = await soak(service);
  describe(findings);
  const broken = demandsBroken(findings, service.troubles().length);
  for (const demand of broken) console.error(`NOT SO: ${demand}`);
  for (const { msg } of service.troubles().slice(0, 5)) console.error(`  the service said: ${String(msg)}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  const exitCode = await service.stop();
  publisher.remove();
  if (exitCode !== 0) {
    console.error(`NOT SO: the service stops with 0 (it was ${String(exitCode)})`);
    process.exitCode = 1;
  }
}
