import { at, type Rule } from '../finding.ts';
import { containersOf, type PlacedContainer, type Workload, workloadsOf } from '../workloads.ts';

/** One rule that looks at every container of every pod. */
export function containerRule(
  name: string,
  check: (placed: PlacedContainer, workload: Workload) => Iterable<Partly>,
): Rule {
  return {
    name,
    *check(manifests) {
      for (const workload of workloadsOf(manifests)) {
        for (const placed of containersOf(workload)) {
          for (const [path, expected] of check(placed, workload)) {
            yield at(workload.manifest, `${placed.path}${path === '' ? '' : `.${path}`}`, expected);
          }
        }
      }
    },
  };
}

type Partly = readonly [path: string, expected: string];

export function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
