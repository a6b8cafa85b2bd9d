/** Ports that a NetworkPolicy names: one that is not found lets nobody in, and nothing says so. */
import { at, type Rule } from '../finding.ts';
import { type Manifest, ofKind } from '../objects.ts';
import { containersOf, type Workload } from '../workloads.ts';
import { hasNamed, type PolicyPort, specOf } from './network.rules.ts';
import { hasPort, podsOf } from './selection.rules.ts';

function portsLetIn(policy: Manifest): readonly PolicyPort[] {
  return (specOf(policy).ingress ?? []).flatMap(({ ports = [] }) => ports);
}

const there: Rule = {
  name: 'network-port-there',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      for (const { port } of portsLetIn(policy)) {
        const isThere = port === undefined || podsOf(policy, manifests).some((workload) => hasPort(workload, port));
        if (!isThere) yield at(policy, 'spec.ingress', `ports of the pods it is about, and ${port} is none`);
      }
    }
  },
};

/**
 * A sidecar's port is called by its number: network plugins look a name up among `containers` alone.
 * Source: kubernetes/kubernetes#125285, projectcalico/calico#8881, linkerd/linkerd2#14103.
 */
const byNumber: Rule = {
  name: 'network-port-name',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      const workloads = podsOf(policy, manifests);
      for (const { port } of portsLetIn(policy)) {
        if (typeof port === 'string' && workloads.some((workload) => isAsideOnly(workload, port)))
          yield at(policy, 'spec.ingress', `the number of port ${port}, whose name is that of an init container only`);
      }
    }
  },
};

function isAsideOnly(workload: Workload, port: string): boolean {
  const named = containersOf(workload).filter(({ container }) => hasNamed(container, port));
  return named.length > 0 && named.every(({ role }) => role !== 'main');
}

export const NETWORK_PORT_RULES: readonly Rule[] = [there, byNumber];
