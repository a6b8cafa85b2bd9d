/** Who reaches us and whom we reach, where policies hold. Probes need no rule: what comes from a pod's own node is always let through. */
import { givenEnvironment } from '../environment.ts';
import { at, type Rule } from '../finding.ts';
import { type Container, type IntOrString, type Manifest, ofKind, type Selector } from '../objects.ts';
import { containersOf, ownContainersOf, type Workload } from '../workloads.ts';
import { isEmptySelector, selects } from '../selectors.ts';
import { hasPort, podsOf } from './selection.rules.ts';

interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: unknown;
}

interface PolicySpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly PolicyPort[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly PolicyPort[] }[];
}

export interface PolicyPort {
  readonly port?: IntOrString;
}

export function specOf(policy: Manifest): PolicySpec {
  return policy.spec as PolicySpec;
}

/** Policies add up: what one of them lets in is in. */
function policiesFor(
  workload: Workload,
  manifests: readonly Manifest[],
  type: 'Egress' | 'Ingress',
): readonly Manifest[] {
  return ofKind(manifests, 'NetworkPolicy').filter((policy) => {
    const { policyTypes = ['Ingress'] } = specOf(policy);
    return (
      policyTypes.includes(type) && podsOf(policy, manifests).some(({ manifest }) => manifest === workload.manifest)
    );
  });
}

/** Those who must get in, in the words of the NetworkPolicies that let them. */
const CALLERS = [
  {
    who: 'a pod with iinspect-client: "true", wherever it is',
    port: 'http',
    namespace: {},
    pod: { 'iinspect-client': 'true' },
  },
  {
    who: 'pods of a namespace with iinspect-client: "true"',
    port: 'http',
    namespace: { 'iinspect-client': 'true' },
    pod: {},
  },
  {
    who: 'Prometheus in namespace monitoring',
    port: 'management',
    namespace: { 'kubernetes.io/metadata.name': 'monitoring' },
    pod: {},
  },
] as const;

const ingress: Rule = {
  name: 'network-lets-in',
  *check(manifests) {
    for (const { workload, container } of ownContainersOf(manifests)) {
      const policies = policiesFor(workload, manifests, 'Ingress');
      if (policies.length === 0) continue;
      for (const { who, port, namespace, pod } of CALLERS.filter((caller) => hasNamed(container, caller.port))) {
        const isLetIn = policies.some((policy) =>
          (specOf(policy).ingress ?? []).some(
            ({ from, ports }) => hasPeer(from, namespace, pod) && names(ports, port, workload),
          ),
        );
        if (!isLetIn)
          yield at(mostMeant(policies) ?? workload.manifest, 'spec.ingress', `a rule that lets ${who} to port ${port}`);
      }
    }
  },
};

export function hasNamed({ ports = [] }: Container, port: string): boolean {
  return ports.some(({ name }) => name === port);
}

/** Whoever reads the finding looks there first: the policy that names the pods, not the one for all. */
function mostMeant(policies: readonly Manifest[]): Manifest | undefined {
  return policies.find((policy) => !isEmptySelector(specOf(policy).podSelector ?? {})) ?? policies[0];
}

/** No list means everybody. */
function hasPeer(
  peers: readonly Peer[] | undefined,
  namespace: Readonly<Record<string, string>>,
  pod: Readonly<Record<string, string>>,
): boolean {
  if (peers === undefined) return true;
  return peers.some(
    ({ namespaceSelector, podSelector, ipBlock }) =>
      ipBlock === undefined &&
      selects(namespaceSelector, namespace) &&
      (podSelector === undefined || selects(podSelector, pod)),
  );
}

function names(ports: readonly PolicyPort[] | undefined, name: string, workload: Workload): boolean {
  return (
    ports === undefined ||
    ports.some(
      ({ port }) =>
        port === name || (typeof port === 'number' && hasPort(workload, port) && portNumber(workload, name) === port),
    )
  );
}

function portNumber(workload: Workload, name: string): number | undefined {
  const ports = containersOf(workload).flatMap(({ container }) => container.ports ?? []);
  return ports.find((port) => port.name === name)?.containerPort;
}

const nobodyElse: Rule = {
  name: 'network-keeps-out',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      for (const [index, { from, ports }] of (specOf(policy).ingress ?? []).entries()) {
        if (from === undefined || from.length === 0)
          yield at(policy, `spec.ingress[${index}].from`, 'somebody: without it everybody is let in');
        if (ports === undefined || ports.length === 0)
          yield at(policy, `spec.ingress[${index}].ports`, 'ports: without them all are open');
      }
    }
  },
};

const CALLED = {
  REDIS_URL: /^rediss?:\/\/[^/]*?:(\d+)/,
  OTEL_EXPORTER_OTLP_ENDPOINT: /^https?:\/\/[^/]*?:(\d+)/,
} as const;

/** By the name of the setting. */
export function calledPorts(environment: Readonly<Record<string, string>>): readonly (readonly [string, number])[] {
  return Object.entries(CALLED).flatMap(([name, form]) => {
    const port = Number(form.exec(environment[name] ?? '')?.[1]);
    return port > 0 ? [[name, port] as const] : [];
  });
}

/** Whom a setting tells us to call, the policies must let us reach. */
const egress: Rule = {
  name: 'network-lets-out',
  *check(manifests) {
    for (const { workload, container } of ownContainersOf(manifests)) {
      const policies = policiesFor(workload, manifests, 'Egress');
      const environment = givenEnvironment(container, workload.manifest, manifests);
      for (const [name, port] of calledPorts(environment)) {
        if (policies.length === 0) continue;
        const open = policies.flatMap((policy) => specOf(policy).egress ?? []);
        const isLetOut = open.some(({ ports }) => ports === undefined || ports.some((each) => each.port === port));
        if (!isLetOut)
          yield at(
            policies[0] ?? workload.manifest,
            'spec.egress',
            `a rule that lets it reach port ${port}, as ${name} says`,
          );
      }
    }
  },
};

export const NETWORK_RULES: readonly Rule[] = [ingress, nobodyElse, egress];
