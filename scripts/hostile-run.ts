/**
 * `npm run hostile:run [-- --rounds 2 --no-crowds --no-drips]`: slow clients, requests that servers read differently, and bombs, against the real service,
 * while a client that behaves asks it all the time. Ends with 1 when anybody outstays his limit, the well-behaved client is refused, an
 * answer is a 5xx that no document speaks of, a proxy and we disagree about where a request ends, or connections stay open.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { throwBombs } from './hostile-run-bombs.ts';
import { Probe } from './hostile-run-probe.ts';
import { throughProxies } from './hostile-run-proxies.ts';
import { type Crowd, CROWDS, DRIP_READERS, send } from './hostile-run-slow.ts';
import { scrape, Service } from './reload-service.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    drips: { type: 'boolean', default: true },
    crowds: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const MIB = 1024 * 1024;
const LOOP_RESOLUTION_MS = 10;
/** File descriptors that may differ for other reasons: the scrape itself, the probe. */
const FDS_SLACK = 8;
const QUIET_MS = 3000;
/** A proxy's connection to us rests until it is stopped; ours close when their time is over. */
const SETTLE_MS = 20_000;

const broken: string[] = [];
const service = new Service({ KEEP_ALIVE_TIMEOUT_MS: '500' });
const origins = await service.origins();
const port = Number(new URL(origins.api).port);
const managementPort = Number(new URL(origins.management).port);
const probe = new Probe(port).start();

/** @returns What was seen from outside while `work` ran; a table row is printed. */
async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  await scrape(origins.management);
  probe.take();
  const begin = performance.now();
  const result = await work();
  const { count, p50, p99, max } = probe.take();
  const samples = await scrape(origins.management);
  const stallMs = (samples.get('nodejs_eventloop_lag_max_seconds') ?? NaN) * 1000 - LOOP_RESOLUTION_MS;
  const rss = (samples.get('process_resident_memory_bytes') ?? NaN) / MIB;
  console.log(
    `${name.padEnd(20)} ${((performance.now() - begin) / 1000).toFixed(1).padStart(6)} s  probe ${String(count).padStart(5)} times: p50 ${p50.toFixed(1)} ms, ` +
      `p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms  loop late by ${stallMs.toFixed(0)} ms at most  RSS ${rss.toFixed(0)} MiB  fds ${String(samples.get('process_open_fds'))}`,
  );
  return result;
}

async function openFds(): Promise<number> {
  return (await scrape(origins.management)).get('process_open_fds') ?? NaN;
}

async function crowdComes(crowd: Crowd, fdsBefore: number): Promise<void> {
  const isGone = async (): Promise<boolean> => (await openFds()) <= fdsBefore + FDS_SLACK;
  const { goneMs, stillThere } = await phase(crowd.name, () => send(crowd, port, isGone));
  const limit = (crowd.goneMsMax / 1000).toFixed(0);
  console.log(
    `${''.padEnd(20)} ${crowd.count} of them; the last was let go after ${(goneMs / 1000).toFixed(1)} s, limit ${limit} s`,
  );
  if (stillThere > 0 || goneMs > crowd.goneMsMax)
    broken.push(`${crowd.name}: some were there after ${limit} s (${stillThere} in the end)`);
}

async function run(): Promise<void> {
  await phase('quiet', () => sleep(QUIET_MS));
  const fdsBefore = await openFds();
  for (const crowd of values.crowds ? CROWDS : []) await crowdComes(crowd, fdsBefore);
  if (values.drips) await crowdComes(DRIP_READERS, fdsBefore);
  const bombs = await phase('bombs', () => throwBombs(port, Number(values.rounds)));
  console.log(`${''.padEnd(20)} ${bombs.sent} requests, ${bombs.wrong.length} answers of 5xx`);
  broken.push(...bombs.wrong);
  for (const { name, cases, alike, wrong } of await phase('proxies', () => throughProxies({ port, managementPort }))) {
    console.log(
      `${''.padEnd(20)} ${name}: ${cases} requests, ${alike} judged alike with and without it, ${wrong.length} wrong`,
    );
    broken.push(...wrong.map((what) => `${name}: ${what}`));
  }
  await phase('quiet again', () => untilQuiet(fdsBefore));
}

async function untilQuiet(fdsBefore: number): Promise<void> {
  let fds = NaN;
  for (const deadline = performance.now() + SETTLE_MS; performance.now() < deadline;) {
    await sleep(500);
    fds = await openFds();
    if (fds <= fdsBefore + FDS_SLACK) return;
  }
  broken.push(`${fds} file descriptors are open; there were ${fdsBefore}`);
}

try {
  await run();
} finally {
  await probe.stop();
  const exitCode = await service.stop();
  if (exitCode !== 0) broken.push(`the service ended with ${String(exitCode)}`);
}
if (probe.failures > 0) broken.push(`the client that behaves was refused ${probe.failures} times`);
for (const sentence of broken) console.error(`NOT SO: ${sentence}`);
process.exitCode = broken.length === 0 ? 0 : 1;
