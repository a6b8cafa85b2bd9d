/** Look-ups by a processor that has just done something else: between them a large buffer is read, which drives the index out. */
import { blackhole, summarise, type Candidate, type Pace, type Timing } from './measure.ts';

const STREAM_BYTES = 64 * 2 ** 20;
const CALLS = 256;
const ROUNDS_PER_PACE_ROUND = 0.1;
const ROUNDS_MIN = 9;

export function measureCold(
  candidates: readonly Candidate[],
  inputs: readonly string[],
  pace: Pace,
): readonly Timing[] {
  const stream = new Float64Array(STREAM_BYTES / 8).fill(1);
  const rounds = Math.max(ROUNDS_MIN, Math.round(pace.rounds * ROUNDS_PER_PACE_ROUND));
  const samples: number[][] = candidates.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, { loop }] of candidates.entries()) {
      for (const value of stream) blackhole.sum ^= value;
      const start = performance.now();
      blackhole.sum ^= loop(inputs, (round * candidates.length + index) * CALLS, CALLS);
      samples[index]!.push((1e6 * (performance.now() - start)) / CALLS);
    }
  return summarise(
    candidates.map(({ name }) => name),
    samples,
  );
}
