/** How many pods there are, and who may take one away. */
import { at, type Finding, type Rule } from '../finding.ts';
import { type IntOrString, inSameNamespace, type Manifest, nameOf, ofKind } from '../objects.ts';
import { containersOf, workloadsOf } from '../workloads.ts';
import { podsOf } from './selection.rules.ts';
import { controllerOf, isNone } from './workload.rules.ts';

interface ScalerSpec {
  readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind?: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
  readonly metrics?: readonly {
    readonly resource?: { readonly name: string; readonly target: { readonly type: string } };
  }[];
}

/** Either kind of scaler, in the words of the HPA. KEDA's defaults: https://keda.sh/docs/latest/reference/scaledobject-spec/ */
function scalerOf(manifest: Manifest): { readonly target: string; readonly min: number; readonly max: number } {
  const {
    scaleTargetRef,
    minReplicas = 1,
    maxReplicas = 0,
    minReplicaCount = 0,
    maxReplicaCount = 100,
  } = manifest.spec as ScalerSpec;
  const target = `${scaleTargetRef.kind ?? 'Deployment'}/${scaleTargetRef.name}`;
  return manifest.kind === 'ScaledObject'
    ? { target, min: minReplicaCount, max: maxReplicaCount }
    : { target, min: minReplicas, max: maxReplicas };
}

const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

function scalersOf(target: Manifest, manifests: readonly Manifest[]): readonly Manifest[] {
  return ofKind(manifests, ...SCALERS).filter(
    (scaler) => scalerOf(scaler).target === nameOf(target) && inSameNamespace(scaler, target),
  );
}

const targets: Rule = {
  name: 'scaler-target',
  *check(manifests) {
    for (const scaler of ofKind(manifests, ...SCALERS)) {
      const isThere = manifests.some((manifest) => scalersOf(manifest, [scaler]).length > 0);
      if (!isThere) yield at(scaler, 'spec.scaleTargetRef', 'a workload of this overlay');
    }
  },
};

const onlyOne: Rule = {
  name: 'one-scaler',
  *check(manifests) {
    for (const { manifest } of workloadsOf(manifests)) {
      const names = scalersOf(manifest, manifests).map(nameOf);
      if (names.length > 1)
        yield at(
          manifest,
          '',
          `one scaler, not ${names.join(' and ')}: they would pull against each other, and nothing says so`,
        );
    }
  },
};

const bounds: Rule = {
  name: 'scaler-bounds',
  *check(manifests) {
    for (const scaler of ofKind(manifests, ...SCALERS)) {
      const { min, max } = scalerOf(scaler);
      if (min > max) yield at(scaler, 'spec', 'a minimum that is no more than the maximum');
      if (min < 1)
        yield at(scaler, 'spec', 'at least one pod at all times: nobody holds a request until one has started');
    }
  },
};

/** A share of what was requested: without a request there is nothing to take a share of, and the HPA does nothing. */
const utilization: Rule = {
  name: 'scaler-measures',
  *check(manifests) {
    for (const scaler of ofKind(manifests, 'HorizontalPodAutoscaler')) {
      const names = ((scaler.spec as ScalerSpec).metrics ?? []).flatMap(({ resource }) =>
        resource?.target.type === 'Utilization' ? [resource.name] : [],
      );
      for (const workload of workloadsOf(manifests).filter(
        ({ manifest }) => scalersOf(manifest, [scaler]).length > 0,
      )) {
        yield* unrequested(
          scaler,
          names,
          containersOf(workload).flatMap(({ container, role }) => (role === 'init' ? [] : [container])),
        );
      }
    }
  },
};

function* unrequested(
  scaler: Manifest,
  names: readonly string[],
  containers: readonly { readonly name: string; readonly resources?: { readonly requests?: object } }[],
): Iterable<Finding> {
  for (const { name: container, resources } of containers) {
    for (const name of names) {
      if (!Object.hasOwn(resources?.requests ?? {}, name))
        yield at(scaler, 'spec.metrics', `a request of ${name} in container ${container}`);
    }
  }
}

/** Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling */
const replicasOwned: Rule = {
  name: 'replicas-belong-to-scaler',
  *check(manifests) {
    for (const { manifest } of workloadsOf(manifests)) {
      const [scaler] = scalersOf(manifest, manifests);
      if (scaler !== undefined && controllerOf(manifest).replicas !== undefined) {
        yield at(
          manifest,
          'spec.replicas',
          `nothing while there is ${nameOf(scaler)}: each apply would put the number back`,
        );
      }
    }
  },
};

/** A budget that no eviction satisfies stops every drain of a node, and with it every upgrade of the cluster. */
const drains: Rule = {
  name: 'budget-lets-drain',
  *check(manifests) {
    for (const budget of ofKind(manifests, 'PodDisruptionBudget')) {
      const { minAvailable, maxUnavailable } = budget.spec as {
        readonly minAvailable?: IntOrString;
        readonly maxUnavailable?: IntOrString;
      };
      if ((minAvailable === undefined) === (maxUnavailable === undefined))
        yield at(budget, 'spec', 'minAvailable or maxUnavailable, and not both');
      if (maxUnavailable !== undefined && isNone(maxUnavailable))
        yield at(budget, 'spec.maxUnavailable', '1 or more, or no node can be drained');
      const replicas = Math.min(...podsOf(budget, manifests).map(({ manifest }) => replicasMin(manifest, manifests)));
      if (minAvailable !== undefined && keptOf(minAvailable, replicas) >= replicas) {
        yield at(budget, 'spec.minAvailable', `less than the ${replicas} pods there may be, or no node can be drained`);
      }
    }
  },
};

function replicasMin(manifest: Manifest, manifests: readonly Manifest[]): number {
  const [scaler] = scalersOf(manifest, manifests);
  return scaler === undefined ? (controllerOf(manifest).replicas ?? 1) : scalerOf(scaler).min;
}

/** Kubernetes rounds a share up. */
function keptOf(minAvailable: IntOrString, replicas: number): number {
  return typeof minAvailable === 'number'
    ? minAvailable
    : Math.ceil((Number.parseFloat(minAvailable) / 100) * replicas);
}

export const SCALING_RULES: readonly Rule[] = [targets, onlyOne, bounds, utilization, replicasOwned, drains];
