/** How far the answers of two candidates agree, and what kinds of difference there are: reported, never hidden. */

export interface Agreement {
  readonly peer: string;
  readonly asked: number;
  readonly same: number;
  /** Most frequent first. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly kind: string;
  readonly count: number;
  /** The most frequent cases of this kind, with their counts. */
  readonly cases: readonly (readonly [string, number])[];
}

/** A difference between two answers: its kind, and the case within the kind. */
export type Contrast = readonly [kind: string, example: string];

const CASES_MAX = 4;

/** @param contrast Null where both say the same. */
export function compare(
  peer: string,
  inputs: readonly string[],
  contrast: (digits: string) => Contrast | null,
): Agreement {
  const found = inputs.map(contrast).filter((each) => each !== null);
  const differences = [...Map.groupBy(found, ([kind]) => kind)].map(([kind, group]) => {
    const cases = [...Map.groupBy(group, ([, example]) => example)].map(
      ([example, all]) => [example, all.length] as const,
    );
    return { kind, count: group.length, cases: cases.sort((a, b) => b[1] - a[1]).slice(0, CASES_MAX) };
  });
  return {
    peer,
    asked: inputs.length,
    same: inputs.length - found.length,
    differences: differences.sort((a, b) => b.count - a.count),
  };
}

/** For candidates that must answer alike. The input that tells them apart is named by its place only. */
export function assertAlike<Answer>(
  inputs: readonly string[],
  ours: (digits: string) => Answer,
  peers: ReadonlyMap<string, (digits: string) => Answer>,
): void {
  for (const [name, ask] of peers) {
    const index = inputs.findIndex((digits) => ask(digits) !== ours(digits));
    if (index >= 0)
      throw new Error(`${name} answers otherwise than ours on input ${String(index)}: nothing was timed.`);
  }
}

export function describeAgreement({ peer, asked, same, differences }: Agreement): readonly string[] {
  return [
    `${percent(same, asked)} like ours: ${peer}`,
    ...differences.map(({ kind, count, cases }) => {
      const examples = cases.map(([example, times]) => `${example} (${String(times)})`).join(', ');
      return `    ${percent(count, asked)}  ${kind}: ${examples}`;
    }),
  ];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1).padStart(5)} %`;
}
