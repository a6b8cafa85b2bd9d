/**
 * `npm run overload:run [-- --seconds 8 --connections 2000 --mix REST]`: finds the peak of the real service, offers three times as much
 * whatever comes back, and says what became of it; then the same with shedding off. The service has one core, whoever asks
 * has the other. Ends with 1 when a demand does not hold; those about time are generous, for the machine may not be ours alone.
 */
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ServerProcess } from '../bench/batch/server-process.ts';
import { CpuDiary } from './overload-run-cpu.ts';
import { type Mix, MIXES } from './overload-run-mixes.ts';
import type { Order, Pace, Reading } from './overload-run-readings.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '2000' },
    mix: { type: 'string', default: '' },
    workers: { type: 'string', default: '0' },
    shedding: { type: 'string', default: 'both' },
  },
});
const seconds = Number(values.seconds);

const SERVER_CORE = '0';
const OUR_CORE = '1';
const OVERLOAD = 3;
const HELD_LOAD = 0.7;
const REFUSED_P99_MS_MAX = 100;
const RECOVERY_MS_MAX = 2000;
const RSS_BYTES_MAX = 400e6;
const PEAK_SECONDS = 3;
const CLOSED_LOOPS = [8, 16, 32, 64];
const GENERATOR = join(import.meta.dirname, 'overload-run-generator.ts');

interface Peak {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

interface Outcome {
  readonly mix: Mix;
  readonly isShedding: boolean;
  readonly peak: Peak;
  /** Of a processor that is at work all the time; the peak is 1. */
  readonly goodputPerCpu: number;
  readonly overload: Reading;
  readonly after: Reading;
  readonly rssPeakBytes: number;
}

async function generate(order: Omit<Order, 'patienceMs'>): Promise<readonly Reading[]> {
  const args = ['--no-warnings', GENERATOR, JSON.stringify({ ...order, patienceMs: 3000 })];
  const pinned = ['-c', OUR_CORE, process.execPath, ...args];
  const { stdout } = await promisify(execFile)('taskset', pinned, { maxBuffer: 1e8 });
  return JSON.parse(stdout) as Reading[];
}

/** Requests a second when each connection asks as soon as it is answered; the best of several numbers of connections. */
async function findPeak(port: number, { request }: Mix, cpu: CpuDiary): Promise<Peak> {
  const run = async (connections: number): Promise<Peak> => {
    const [reading] = await generate({ port, request, connections, phases: [{ rate: 0, seconds: PEAK_SECONDS }] });
    const good = reading?.good ?? 0;
    const worked = reading === undefined ? NaN : cpu.workedBetween(reading);
    return { perSecond: Math.round(good / PEAK_SECONDS), perCpuSecond: good / worked };
  };
  // What is compiled while it runs is slow at first.
  await run(32);
  let peak: Peak = { perSecond: 0, perCpuSecond: 0 };
  for (const connections of CLOSED_LOOPS) {
    const { perSecond, perCpuSecond } = await run(connections);
    peak = {
      perSecond: Math.max(peak.perSecond, perSecond),
      perCpuSecond: Math.max(peak.perCpuSecond, perCpuSecond),
    };
  }
  return peak;
}

async function measure(mix: Mix, isShedding: boolean): Promise<Outcome> {
  const server = ServerProcess.service({
    ...{ NODE_ENV: 'production', BATCH_WORKERS: values.workers, SHUTDOWN_DRAIN_MS: '0' },
    ...(!isShedding && { TURN_BUDGET_MS: '0', REQUESTS_IN_FLIGHT_MAX: '1000000' }),
  });
  const cpu = new CpuDiary(server);
  try {
    const port = Number(new URL(await server.origin()).port);
    execFileSync('taskset', ['-a', '-cp', SERVER_CORE, String(server.pid)], { stdio: 'ignore' });
    const peak = await findPeak(port, mix, cpu);
    server.forgetPeak();
    const phases: readonly Pace[] = [
      { rate: HELD_LOAD * peak.perSecond, seconds: 3 },
      { rate: OVERLOAD * peak.perSecond, seconds },
      { rate: HELD_LOAD * peak.perSecond, seconds: 5 },
    ];
    const readings = await generate({ port, request: mix.request, connections: Number(values.connections), phases });
    const [, overload, after] = readings;
    if (overload === undefined || after === undefined) throw new Error('The generator left phases out.');
    const goodputPerCpu = overload.goodMeanwhile / cpu.workedBetween(overload) / peak.perCpuSecond;
    return { mix, isShedding, peak, goodputPerCpu, overload, after, rssPeakBytes: server.usage().rssPeakBytes };
  } finally {
    cpu.stop();
    await server.stop();
  }
}

function row({ mix, isShedding, peak, goodputPerCpu, overload, after, rssPeakBytes }: Outcome): string {
  const { arrived, good, goodMeanwhile, refused, failed, unsent, goodMs, refusedMs } = overload;
  const percent = (count: number): string => `${String(Math.round((count * 100) / arrived))} %`;
  const cells = [
    mix.name,
    isShedding ? 'on' : 'off',
    String(peak.perSecond),
    String(Math.round(arrived / overload.seconds)),
    `${String(Math.round(goodMeanwhile / overload.seconds))} (${String(Math.round((goodMeanwhile * 100) / overload.seconds / peak.perSecond))} %)`,
    `${String(Math.round(goodputPerCpu * 100))} %`,
    `${String(goodMs.p50)} / ${String(goodMs.p99)}`,
    percent(refused),
    `${String(refusedMs.p50)} / ${String(refusedMs.p99)}`,
    `${percent(unsent)}, ${percent(failed)}, ${percent(arrived - good - refused - failed - unsent)}`,
    (rssPeakBytes / 1e6).toFixed(0),
    String(after.steadyFromMs),
  ];
  return `| ${cells.join(' | ')} |`;
}

const HEAD = [
  '| mix | shedding | peak/s | offered/s | goodput/s (of peak) | per processor time | good p50 / p99 ms | refused | refused p50 / p99 ms | unsent, failed, no answer | RSS max MB | steady again after ms |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
].join('\n');

/** Every sentence here is a demand; the ones that do not hold are returned. */
function demandsBroken({ mix, peak, goodputPerCpu, overload, after, rssPeakBytes }: Outcome): readonly string[] {
  const { arrived, good, refused, failed, unsent } = overload;
  const demands: readonly (readonly [string, boolean])[] = [
    ['three times the peak is offered', arrived >= 0.9 * OVERLOAD * peak.perSecond * overload.seconds],
    ['every request has one answer, good or 503', failed === 0 && arrived === good + refused + unsent],
    [
      `goodput is ${String(mix.goodputShareMin)} of the peak, for the processor it had`,
      goodputPerCpu >= mix.goodputShareMin,
    ],
    [`99 of 100 refusals come within ${String(REFUSED_P99_MS_MAX)} ms`, overload.refusedMs.p99 <= REFUSED_P99_MS_MAX],
    [`it recovers within ${String(RECOVERY_MS_MAX)} ms`, after.steadyFromMs <= RECOVERY_MS_MAX],
    [`RSS stays under ${String(RSS_BYTES_MAX / 1e6)} MB`, !(rssPeakBytes > RSS_BYTES_MAX)],
  ];
  return demands.filter(([, holds]) => !holds).map(([demand]) => `${mix.name}: ${demand}`);
}

execFileSync('taskset', ['-cp', OUR_CORE, String(process.pid)], { stdio: 'ignore' });
console.log(HEAD);
const modes = values.shedding === 'both' ? [true, false] : [values.shedding === 'on'];
for (const mix of MIXES.filter(({ name }) => name.includes(values.mix))) {
  for (const isShedding of modes) {
    const outcome = await measure(mix, isShedding);
    console.log(row(outcome));
    const { failed, failures } = outcome.overload;
    if (failed > 0) console.log(`  failed, by status (0: closed): ${JSON.stringify(failures)}`);
    const broken = isShedding ? demandsBroken(outcome) : [];
    for (const demand of broken) console.error(`NOT SO: ${demand}`);
    if (broken.length > 0) process.exitCode = 1;
  }
}
