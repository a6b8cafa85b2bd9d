/**
 * `npm run fuzz [-- --count 100000 --seed 1 --door streams]`: random and mutated inputs through every door of the real service. Ends with
 * 1 when an answer is a 5xx that is not documented, tells a card number back or does not come, when one input alone keeps the service busy
 * for more than a tenth of a second. The service has a small heap, so one that gives nothing back would not live to the end.
 */
import { parseArgs } from 'node:util';
import { newCanary } from '../test/leaks/canary.ts';
import { runCli } from '../test/hostile/fuzz/cli-run.ts';
import { type Door, doorsWith } from '../test/hostile/fuzz/doors.ts';
import { DoorRun, timesAlone } from '../test/hostile/fuzz/door-run.ts';
import { scrape, Service } from './reload-service.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(performance.timeOrigin) % 1_000_000_000) },
    door: { type: 'string' },
    connections: { type: 'string', default: '8' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const canary = newCanary();

const LOOP_RESOLUTION_MS = 10;
/** What one input may keep the service busy for, when it is alone. */
const ALONE_MS_MAX = 100;
const HEAP_MIB_MAX = 160;
const MIB = 1024 * 1024;
const CLI_DOOR = 'CLI validate';
const CLI_LINES = 5000;

type Origins = Awaited<ReturnType<Service['origins']>>;

const broken: string[] = [];
const rss: number[] = [];

async function runDoor(door: Door, origins: Origins): Promise<void> {
  const port = Number(new URL(origins[door.port]).port);
  await scrape(origins.management);
  const run = new DoorRun();
  const begin = performance.now();
  await run.run(door, { port, count, canary, connections: Number(values.connections) });
  const seconds = (performance.now() - begin) / 1000;
  const samples = await scrape(origins.management);
  const alone = await timesAlone(door, port, run.slowest);
  const stallMs = (samples.get('nodejs_eventloop_lag_max_seconds') ?? NaN) * 1000 - LOOP_RESOLUTION_MS;
  rss.push((samples.get('process_resident_memory_bytes') ?? NaN) / MIB);
  const statuses = [...run.statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}:${times}`);
  console.log(
    `${door.name.padEnd(18)} ${String(run.sent).padStart(7)} in ${seconds.toFixed(1).padStart(6)} s  loop late by ${stallMs.toFixed(0).padStart(4)} ms at most  ` +
      `slowest ${(run.slowest[0]?.ms ?? 0).toFixed(0)} ms, alone ${Math.max(0, ...alone).toFixed(0)} ms  RSS ${(rss.at(-1) ?? 0).toFixed(0)} MiB  ${statuses.join(' ')}`,
  );
  accuse(door, run, alone);
}

function accuse(door: Door, run: DoorRun, alone: readonly number[]): void {
  if (run.violationCount > 0) broken.push(`${door.name}: ${run.violationCount} inputs`, ...run.violations);
  alone.forEach((ms, index) => {
    if (ms <= ALONE_MS_MAX) return;
    broken.push(
      `${door.name}: alone ${ms.toFixed(0)} ms: ${run.slowest[index]?.input.toString('base64').slice(0, 4000)}`,
    );
  });
  const busy = run.statuses.get(503) ?? 0;
  if (busy * 10 > run.sent)
    broken.push(`${door.name}: ${busy} of ${run.sent} inputs were refused, so little was tried`);
}

async function runDoors(origins: Origins): Promise<void> {
  const doors = doorsWith(canary, seed).filter(({ name }) => values.door === undefined || name === values.door);
  if (doors.length === 0 && values.door !== CLI_DOOR) throw new Error('No door has that name.');
  for (const door of doors) await runDoor(door, origins);
  if (rss.length > 0)
    console.log(`RSS ${Math.max(...rss).toFixed(0)} MiB at most, with a heap of ${HEAP_MIB_MAX} MiB at most.`);
}

async function runCommand(): Promise<void> {
  if (values.door !== undefined && values.door !== CLI_DOOR) return;
  const begin = performance.now();
  const { lines, processes, violations } = await runCli(count, Math.min(CLI_LINES, count), { canary, seed });
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `${CLI_DOOR.padEnd(18)} ${String(lines).padStart(7)} in ${seconds.toFixed(1).padStart(6)} s  ${processes} processes`,
  );
  broken.push(...violations.map((violation) => `${CLI_DOOR}: ${violation}`));
}

console.log(`seed ${seed}, ${count} inputs for each door`);
const service = new Service({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB_MAX}` });
try {
  await runDoors(await service.origins());
  await runCommand();
} finally {
  const exitCode = await service.stop();
  if (exitCode !== 0) broken.push(`the service ended with ${String(exitCode)}`);
}
for (const sentence of broken) console.error(`NOT SO: ${sentence}`);
process.exitCode = broken.length === 0 ? 0 : 1;
