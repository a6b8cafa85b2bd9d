/** Objects that find others by label: a selector that is off by one letter is no mistake to Kubernetes, it just finds nobody. */
import { at, type Finding, type Rule } from '../finding.ts';
import {
  type IntOrString,
  inSameNamespace,
  type Labels,
  type Manifest,
  nameOf,
  ofKind,
  type Selector,
} from '../objects.ts';
import { containersOf, ownContainersOf, podPath, type Workload, workloadsOf } from '../workloads.ts';
import { isEmptySelector, selects } from '../selectors.ts';

interface ServiceSpec {
  readonly selector?: Labels;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: IntOrString }[];
}

/** Which pods an object means; null where it means none by label. */
function podsMeantBy(manifest: Manifest): { readonly selector: Selector; readonly path: string } | null {
  const spec = manifest.spec as { readonly selector?: unknown; readonly podSelector?: Selector };
  switch (manifest.kind) {
    case 'Service':
      return spec.selector === undefined
        ? null
        : { selector: { matchLabels: spec.selector as Labels }, path: 'spec.selector' };
    case 'PodDisruptionBudget':
    case 'PodMonitor':
      return { selector: spec.selector ?? {}, path: 'spec.selector' };
    case 'NetworkPolicy':
      return { selector: spec.podSelector ?? {}, path: 'spec.podSelector' };
    default:
      return null;
  }
}

export function podsOf(manifest: Manifest, manifests: readonly Manifest[]): readonly Workload[] {
  const meant = podsMeantBy(manifest);
  if (meant === null) return [];
  return workloadsOf(manifests).filter(
    (workload) => selects(meant.selector, workload.labels) && sees(manifest, workload.manifest),
  );
}

/** A monitor may look into other namespaces; everybody else sees its own. */
function sees(manifest: Manifest, other: Manifest): boolean {
  const { namespaceSelector } = manifest.spec as {
    readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  };
  if (!manifest.kind.endsWith('Monitor') || namespaceSelector === undefined) return inSameNamespace(manifest, other);
  return (
    namespaceSelector.any === true || (namespaceSelector.matchNames ?? []).includes(other.metadata.namespace ?? '')
  );
}

const somebody: Rule = {
  name: 'selects-somebody',
  *check(manifests) {
    for (const manifest of manifests) {
      const meant = podsMeantBy(manifest);
      // An empty selector of a NetworkPolicy means all pods there are and will be.
      const isForAll = meant !== null && manifest.kind === 'NetworkPolicy' && isEmptySelector(meant.selector);
      if (meant === null || isForAll || isForPodsElsewhere(manifest, manifests)) continue;
      if (podsOf(manifest, manifests).length === 0)
        yield at(manifest, meant.path, 'labels that pods of this overlay have');
    }
    for (const monitor of ofKind(manifests, 'ServiceMonitor')) {
      if (servicesOf(monitor, manifests).length === 0)
        yield at(monitor, 'spec.selector', 'labels that a Service of this overlay has');
    }
  },
};

/** Sidecars are in pods of other people. Only where this overlay has one, too, can it be said whether they are found. */
function isForPodsElsewhere({ kind, spec }: Manifest, manifests: readonly Manifest[]): boolean {
  const { namespaceSelector } = spec as { readonly namespaceSelector?: { readonly any?: boolean } };
  const hasSidecars = ownContainersOf(manifests).some(({ role }) => role === 'sidecar');
  return kind === 'PodMonitor' && namespaceSelector?.any === true && !hasSidecars;
}

const NAME_LABEL = 'app.kubernetes.io/name';

/** Two workloads behind one Service, or in one budget, are never meant; a policy may be for all that have one name. A monitor may watch anybody. */
const nobodyElse: Rule = {
  name: 'selects-no-strangers',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'Service', 'PodDisruptionBudget', 'NetworkPolicy')) {
      const meant = podsMeantBy(manifest);
      if (meant === null || isEmptySelector(meant.selector)) continue;
      const isPolicy = manifest.kind === 'NetworkPolicy';
      const found = podsOf(manifest, manifests).map(({ manifest: other, labels }) =>
        isPolicy ? (labels[NAME_LABEL] ?? nameOf(other)) : nameOf(other),
      );
      const names = [...new Set(found)];
      if (names.length > 1)
        yield at(manifest, meant.path, `labels that pods of one of ${names.join(', ')} have, and not of the others`);
    }
  },
};

export function servicesOf(monitor: Manifest, manifests: readonly Manifest[]): readonly Manifest[] {
  const { selector } = monitor.spec as { readonly selector?: Selector };
  return ofKind(manifests, 'Service').filter(
    (service) => selects(selector, service.metadata.labels ?? {}) && sees(monitor, service),
  );
}

const spread: Rule = {
  name: 'spread-counts-own-pods',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const [index, { labelSelector }] of (workload.spec.topologySpreadConstraints ?? []).entries()) {
        if (!selects(labelSelector, workload.labels))
          yield at(
            workload.manifest,
            `${podPath(workload)}.topologySpreadConstraints[${index}].labelSelector`,
            'labels that the pod itself has',
          );
      }
    }
  },
};

export function hasPort(workload: Workload, port: IntOrString): boolean {
  const ports = containersOf(workload).flatMap(({ container, role }) =>
    role === 'init' ? [] : (container.ports ?? []),
  );
  return ports.some(({ name, containerPort }) => port === (typeof port === 'string' ? name : containerPort));
}

const servicePorts: Rule = {
  name: 'port-there',
  *check(manifests) {
    for (const service of ofKind(manifests, 'Service')) {
      for (const { name, port, targetPort = port } of (service.spec as ServiceSpec).ports ?? []) {
        yield* missingPorts(service, `spec.ports[${name ?? port}].targetPort`, targetPort, podsOf(service, manifests));
      }
    }
    for (const workload of workloadsOf(manifests)) yield* probePorts(workload);
    for (const monitor of ofKind(manifests, 'PodMonitor')) {
      const { podMetricsEndpoints = [] } = monitor.spec as {
        readonly podMetricsEndpoints?: readonly { readonly port?: string }[];
      };
      for (const [index, { port = '' }] of podMetricsEndpoints.entries()) {
        yield* missingPorts(monitor, `spec.podMetricsEndpoints[${index}].port`, port, podsOf(monitor, manifests));
      }
    }
    for (const monitor of ofKind(manifests, 'ServiceMonitor'))
      yield* monitoredPorts(monitor, servicesOf(monitor, manifests));
  },
};

function* missingPorts(
  manifest: Manifest,
  path: string,
  port: IntOrString,
  workloads: readonly Workload[],
): Iterable<Finding> {
  for (const workload of workloads) {
    if (!hasPort(workload, port)) yield at(manifest, path, `a port of ${nameOf(workload.manifest)}`);
  }
}

function* probePorts({ manifest, ...workload }: Workload): Iterable<Finding> {
  for (const { container, path } of containersOf({ manifest, ...workload })) {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const port = (container[probe]?.httpGet ?? container[probe]?.tcpSocket)?.port;
      const isThere = (container.ports ?? []).some(
        ({ name, containerPort }) => port === (typeof port === 'string' ? name : containerPort),
      );
      if (port !== undefined && !isThere) yield at(manifest, `${path}.${probe}.port`, 'a port of this container');
    }
  }
}

function* monitoredPorts(monitor: Manifest, services: readonly Manifest[]): Iterable<Finding> {
  const { endpoints = [] } = monitor.spec as { readonly endpoints?: readonly { readonly port?: string }[] };
  for (const [index, { port }] of endpoints.entries()) {
    const isThere = services.some(({ spec }) =>
      ((spec as ServiceSpec).ports ?? []).some(({ name }) => name === port && name !== undefined),
    );
    if (!isThere) yield at(monitor, `spec.endpoints[${index}].port`, 'the name of a port of the Service');
  }
}

export const SELECTION_RULES: readonly Rule[] = [somebody, nobodyElse, spread, servicePorts];
