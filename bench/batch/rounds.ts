/** The same candidates round after round, so that whatever else the machine does hits all of them. */
import { median } from '../measure.ts';

export interface Runner<Lap> {
  readonly name: string;
  readonly run: () => Promise<Lap>;
}

/** Of one candidate, a lap for each round. */
export interface Laps<Lap> {
  readonly name: string;
  readonly laps: readonly Lap[];
}

/** A round that is not kept comes first: it belongs to compilers and page caches. */
export async function inTurn<Lap>(runners: readonly Runner<Lap>[], rounds: number): Promise<readonly Laps<Lap>[]> {
  const all = runners.map(({ name }) => ({ name, laps: [] as Lap[] }));
  for (let round = 0; round <= rounds; round++) {
    // Nobody always runs behind the same neighbour.
    for (let turn = 0; turn < runners.length; turn++) {
      const index = (round + turn) % runners.length;
      const lap = await runners[index]!.run();
      if (round > 0) all[index]!.laps.push(lap);
    }
  }
  return all;
}

export function medianOf<Lap>({ laps }: Laps<Lap>, value: (lap: Lap) => number): number {
  return median(laps.map(value));
}

/** Median of the ratios taken within each round, such as own time to the other's. */
export function ratioOf<Lap>(own: Laps<Lap>, other: Laps<Lap>, value: (lap: Lap) => number): number {
  return median(own.laps.map((lap, round) => value(lap) / value(other.laps[round]!)));
}
