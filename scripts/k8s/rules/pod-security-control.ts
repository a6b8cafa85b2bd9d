import { at, type Rule } from '../finding.ts';
import type { ContainerSecurity, PodSecurity } from '../objects.ts';
import { containersOf, type PlacedContainer, podPath, type Workload, workloadsOf } from '../workloads.ts';

type Partly = readonly [path: string, expected: string];

/** A control over both levels: `scopes` are the pod and each container. */
export function control(name: string, check: (scope: Scope) => Iterable<Partly>): Rule {
  return {
    name: `restricted-${name}`,
    *check(manifests) {
      for (const workload of workloadsOf(manifests)) {
        for (const scope of scopesOf(workload)) {
          for (const [path, expected] of check(scope)) yield at(workload.manifest, `${scope.path}.${path}`, expected);
        }
      }
    },
  };
}

export interface Scope {
  readonly path: string;
  readonly workload: Workload;
  readonly security: PodSecurity & ContainerSecurity;
  /** null for the pod itself. */
  readonly placed: PlacedContainer | null;
}

function scopesOf(workload: Workload): readonly Scope[] {
  const pod = { path: podPath(workload), workload, security: workload.spec.securityContext ?? {}, placed: null };
  return [
    pod,
    ...containersOf(workload).map((placed) => ({
      path: placed.path,
      workload,
      security: placed.container.securityContext ?? {},
      placed,
    })),
  ];
}
