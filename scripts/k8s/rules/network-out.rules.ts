/** Whom pods may call: a rule that names nobody, or no port, is one through which card numbers leave. */
import { givenEnvironment } from '../environment.ts';
import { at, type Rule } from '../finding.ts';
import { type IntOrString, type Manifest, ofKind } from '../objects.ts';
import { isEmptySelector } from '../selectors.ts';
import { containersOf, isOurs, type Workload } from '../workloads.ts';
import { calledPorts, specOf } from './network.rules.ts';
import { podsOf } from './selection.rules.ts';

type Way = NonNullable<ReturnType<typeof specOf>['egress']>[number];
type Peer = NonNullable<Way['to']>[number];

const somewhere: Rule = {
  name: 'network-out-says-where',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      for (const [index, { to = [], ports = [] }] of (specOf(policy).egress ?? []).entries()) {
        if (to.length === 0 || to.some(isEverybody))
          yield at(policy, `spec.egress[${index}].to`, 'somebody: without labels or addresses everybody may be called');
        if (ports.length === 0) yield at(policy, `spec.egress[${index}].ports`, 'ports: without them all are open');
      }
    }
  },
};

function isEverybody({ namespaceSelector = {}, podSelector = {}, ipBlock }: Peer): boolean {
  if (ipBlock !== undefined) return ((ipBlock as { readonly cidr?: string }).cidr ?? '').endsWith('/0');
  return isEmptySelector(namespaceSelector) && isEmptySelector(podSelector);
}

/** Addresses in settings are names, and names are looked up. */
const DNS = 53;

/** Of applications beside ours nobody here knows whom they call. */
const meant: Rule = {
  name: 'network-out-is-meant',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      const workloads = podsOf(policy, manifests);
      if (!workloads.every((workload) => containersOf(workload).every(({ container }) => isOurs(container)))) continue;
      const called = workloads.flatMap((workload) => portsCalledBy(workload, manifests));
      for (const [index, { ports = [] }] of (specOf(policy).egress ?? []).entries()) {
        if (!(ports as readonly Ports[]).every((each) => isOneOf(each, [DNS, ...called])))
          yield at(policy, `spec.egress[${index}].ports`, `ports that a setting names, or ${DNS}, one by one`);
      }
    }
  },
};

interface Ports {
  readonly port?: IntOrString;
  readonly endPort?: number;
}

function isOneOf({ port, endPort }: Ports, numbers: readonly number[]): boolean {
  return typeof port === 'number' && numbers.includes(port) && endPort === undefined;
}

function portsCalledBy(workload: Workload, manifests: readonly Manifest[]): readonly number[] {
  return containersOf(workload).flatMap(({ container }) =>
    calledPorts(givenEnvironment(container, workload.manifest, manifests)).map(([, port]) => port),
  );
}

export const NETWORK_OUT_RULES: readonly Rule[] = [somewhere, meant];
