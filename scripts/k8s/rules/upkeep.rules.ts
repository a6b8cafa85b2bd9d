/** What keeps the service up while pods come and go, and its Secrets to itself. */
import { givenEnvironment } from '../environment.ts';
import { at, type Finding, type Rule } from '../finding.ts';
import { type IntOrString, type Manifest, ofKind } from '../objects.ts';
import { quantityOf } from '../quantity.ts';
import { ownContainersOf, podPath } from '../workloads.ts';
import { podsOf } from './selection.rules.ts';
import { controllerOf, isNone } from './workload.rules.ts';

const rollout: Rule = {
  name: 'rollout-keeps-up',
  *check(manifests) {
    for (const { role, workload } of ownContainersOf(manifests)) {
      const { manifest } = workload;
      if (role !== 'main' || manifest.kind !== 'Deployment') continue;
      const { strategy, minReadySeconds = 0 } = controllerOf(manifest);
      if (strategy?.type === 'Recreate' || !isNone(strategy?.rollingUpdate?.maxUnavailable ?? '25%'))
        yield at(manifest, 'spec.strategy.rollingUpdate.maxUnavailable', '0: a new pod first, then an old one goes');
      if (minReadySeconds < 1)
        yield at(
          manifest,
          'spec.minReadySeconds',
          '1 or more, or a pod that falls at once ends the rollout as a success',
        );
    }
  },
};

const PLACES = ['kubernetes.io/hostname', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone'];

const spread: Rule = {
  name: 'spread-over-places',
  *check(manifests) {
    for (const { workload } of ownContainersOf(manifests)) {
      const path = `${podPath(workload)}.topologySpreadConstraints`;
      for (const [index, constraint] of (workload.spec.topologySpreadConstraints ?? []).entries()) {
        const { topologyKey = '', whenUnsatisfiable = 'DoNotSchedule' } = constraint;
        if (!PLACES.includes(topologyKey))
          yield at(workload.manifest, `${path}[${index}].topologyKey`, `one of ${PLACES.join(', ')}`);
        if (whenUnsatisfiable !== 'ScheduleAnyway')
          yield at(workload.manifest, `${path}[${index}].whenUnsatisfiable`, 'ScheduleAnyway: better two than none');
      }
    }
  },
};

const SECRET_MODE_MAX = 0o440;

/** 0644 by default. */
const secrets: Rule = {
  name: 'secret-mode',
  *check(manifests) {
    for (const { workload } of ownContainersOf(manifests)) {
      for (const { name, secret } of workload.spec.volumes ?? []) {
        if (secret !== undefined && ((secret.defaultMode ?? 0o644) & ~SECRET_MODE_MAX) !== 0)
          yield at(
            workload.manifest,
            `${podPath(workload)}.volumes[${name}].secret.defaultMode`,
            `${SECRET_MODE_MAX}, which is 0440, or less`,
          );
      }
    }
  },
};

interface Behavior {
  readonly scaleDown?: { readonly stabilizationWindowSeconds?: number };
}

const scaleDown: Rule = {
  name: 'scale-down-waits',
  *check(manifests) {
    for (const scaler of ofKind(manifests, 'HorizontalPodAutoscaler', 'ScaledObject')) {
      const { behavior, advanced } = scaler.spec as {
        readonly behavior?: Behavior;
        readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: Behavior } };
      };
      const { scaleDown: down } = behavior ?? advanced?.horizontalPodAutoscalerConfig?.behavior ?? {};
      if (down?.stabilizationWindowSeconds === 0)
        yield at(scaler, 'spec', 'stabilizationWindowSeconds above 0 for scaleDown: the next peak may follow');
    }
  },
};

const broken: Rule = {
  name: 'budget-lets-broken-go',
  *check(manifests) {
    for (const budget of ofKind(manifests, 'PodDisruptionBudget')) {
      const { unhealthyPodEvictionPolicy: policy } = budget.spec as { readonly unhealthyPodEvictionPolicy?: string };
      if (policy !== 'AlwaysAllow')
        yield at(budget, 'spec.unhealthyPodEvictionPolicy', 'AlwaysAllow, or a pod that crashes keeps its node');
    }
  },
};

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: IntOrString;
  readonly appProtocol?: string;
}

const protocol: Rule = {
  name: 'service-protocol',
  *check(manifests) {
    for (const service of ofKind(manifests, 'Service')) {
      const workloads = podsOf(service, manifests).map(({ manifest }) => manifest);
      for (const { container, workload } of ownContainersOf(manifests)) {
        if (!workloads.includes(workload.manifest)) continue;
        const environment = givenEnvironment(container, workload.manifest, manifests);
        const isTls = (environment['TLS_CERT_FILE'] ?? '') !== '';
        yield* protocolFindings(service, isTls);
      }
    }
  },
};

function* protocolFindings(service: Manifest, isTls: boolean): Iterable<Finding> {
  const { ports = [] } = service.spec as { readonly ports?: readonly ServicePort[] };
  for (const { name, port, targetPort, appProtocol } of ports) {
    if (targetPort === 'http' && (appProtocol === 'https') !== isTls)
      yield at(service, `spec.ports[${name ?? port}].appProtocol`, isTls ? 'https' : 'http, without TLS settings');
  }
}

const STARTUP_S_MIN = 30;
const SIDECAR_PROCESSORS_MAX = 1;

const own: Rule = {
  name: 'start-and-share',
  *check(manifests) {
    for (const { container, path, role, workload } of ownContainersOf(manifests)) {
      const { startupProbe, resources } = container;
      if (startupProbe !== undefined) {
        const { periodSeconds = 10, failureThreshold = 3 } = startupProbe;
        if (periodSeconds * failureThreshold < STARTUP_S_MIN)
          yield at(workload.manifest, `${path}.startupProbe`, `${STARTUP_S_MIN} s to start in: nodes are busy then`);
      }
      const processors = quantityOf(resources?.requests?.['cpu'] ?? 0) ?? 0;
      if (role === 'sidecar' && processors > SIDECAR_PROCESSORS_MAX)
        yield at(workload.manifest, `${path}.resources.requests.cpu`, '1 or less: it has one event loop');
    }
  },
};

export const UPKEEP_RULES: readonly Rule[] = [rollout, spread, secrets, scaleDown, broken, protocol, own];
