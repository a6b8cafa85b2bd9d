/** Times candidates side by side: short slices in turn, round after round, so that whatever else the machine does hits all of them. */
import { compileFunction } from 'node:vm';

/** What one question puts to one candidate. The first candidate of a list is ours, the one all ratios refer to. */
export interface Candidate {
  readonly name: string;
  /** Asks about `calls` inputs from the `from`th on, round and round. The sum depends on every answer. */
  readonly loop: (inputs: readonly string[], from: number, calls: number) => number;
}

export interface Pace {
  readonly rounds: number;
  readonly sliceMs: number;
}

export interface Timing {
  readonly name: string;
  /** Medians over the rounds, per call. */
  readonly ns: number;
  readonly nsMad: number;
  readonly nsMin: number;
  /** Median of the ratios to ours, each taken within one round: above 1 is slower than ours. */
  readonly ratio: number;
  readonly ratioMad: number;
}

/**
 * Many short slices rather than few long ones: a processor that changes its speed, or a neighbour that wakes up, then hits whole
 * rounds. Measured: 601 × 0.5 ms instead of 151 × 2 ms took the spread of a ratio from ±1.1 to ±0.1 on a machine with load 5.
 */
export const FULL: Pace = { rounds: 501, sliceMs: 0.5 };
export const QUICK: Pace = { rounds: 41, sliceMs: 0.5 };

const WARM_UP_MS = 120;
/** Prefixes differ a hundredfold in what they cost us: fewer calls would time the choice of inputs. */
const CALLS_MIN = 64;

/** Answers end here, where no compiler can know that nobody looks: nothing that leads to them can be optimised away. */
export const blackhole = { sum: 0 };

/**
 * Every candidate gets a loop of its own, compiled from text of its own: a loop they shared would call through a megamorphic
 * site, and one candidate's types would slow down the next.
 *
 * @param weigh Turns an answer into a number that could not be known without it; must be cheap.
 */
export function candidate<Answer>(
  name: string,
  ask: (digits: string) => Answer,
  weigh: (answer: Answer) => number,
): Candidate {
  const bound = compileFunction(
    `return function loop(inputs, from, calls) { // ${JSON.stringify(name)}
      const mask = inputs.length - 1;
      let sum = 0;
      for (let i = from; i < from + calls; i++) sum = (sum + weigh(ask(inputs[i & mask]))) | 0;
      return sum;
    };`,
    ['ask', 'weigh'],
  ) as (askOne: typeof ask, weighOne: typeof weigh) => Candidate['loop'];
  return { name, loop: bound(ask, weigh) };
}

/** @param inputs As many as a power of two, see `loop`. */
export function measure(candidates: readonly Candidate[], inputs: readonly string[], pace: Pace): readonly Timing[] {
  if (!Number.isInteger(Math.log2(inputs.length))) throw new RangeError('The number of inputs must be a power of two.');
  const callsPerSlice = candidates.map((each) => calibrate(each, inputs, pace));
  const samples: number[][] = candidates.map(() => []);
  for (let round = 0; round < pace.rounds; round++) {
    // Nobody always runs behind the same neighbour.
    for (let turn = 0; turn < candidates.length; turn++) {
      const index = (round + turn) % candidates.length;
      const calls = callsPerSlice[index]!;
      samples[index]!.push((1e6 * sliceMs(candidates[index]!, inputs, round * calls, calls)) / calls);
    }
  }
  return summarise(
    candidates.map(({ name }) => name),
    samples,
  );
}

/** Medians, spreads and ratios of samples taken in rounds; the first row is ours. */
export function summarise(names: readonly string[], samples: readonly (readonly number[])[]): readonly Timing[] {
  const ours = samples[0]!;
  return names.map((name, index) => {
    const own = samples[index]!;
    const ratios = own.map((ns, round) => ns / ours[round]!);
    return {
      name,
      ns: median(own),
      nsMad: deviation(own),
      nsMin: Math.min(...own),
      ratio: median(ratios),
      ratioMad: deviation(ratios),
    };
  });
}

/** Warms the loop up until the optimising compiler has been and gone, and finds how many calls fill a slice. */
function calibrate(each: Candidate, inputs: readonly string[], pace: Pace): number {
  let calls = CALLS_MIN;
  let fastestNs = Infinity;
  const end = performance.now() + WARM_UP_MS;
  while (performance.now() < end) {
    const ms = sliceMs(each, inputs, 0, calls);
    fastestNs = Math.min(fastestNs, (1e6 * ms) / calls);
    if (ms < pace.sliceMs / 2) calls *= 2;
  }
  return Math.max(CALLS_MIN, Math.round((1e6 * pace.sliceMs) / fastestNs));
}

function sliceMs({ loop }: Candidate, inputs: readonly string[], from: number, calls: number): number {
  const start = performance.now();
  blackhole.sum ^= loop(inputs, from, calls);
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median absolute deviation: a spread that a few interrupted slices do not widen. */
function deviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}
