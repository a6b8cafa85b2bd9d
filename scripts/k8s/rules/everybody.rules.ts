/** What Kubernetes takes for "everybody" when nothing is said: an empty selector, a peer without labels, a direction that is not named. */
import { at, type Finding, type Rule } from '../finding.ts';
import { type Labels, type Manifest, ofKind, type Selector } from '../objects.ts';
import { isEmptySelector } from '../selectors.ts';

interface SpecWithSelectors {
  readonly selector?: Selector & Labels;
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
  readonly egress?: readonly unknown[];
}

interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: unknown;
}

function specOf(manifest: Manifest): SpecWithSelectors {
  return manifest.spec as SpecWithSelectors;
}

const selectors: Rule = {
  name: 'selector-says-who',
  *check(manifests) {
    for (const service of ofKind(manifests, 'Service')) {
      if (Object.keys(specOf(service).selector ?? {}).length === 0)
        yield at(service, 'spec.selector', 'labels of pods');
    }
    for (const manifest of ofKind(manifests, 'PodDisruptionBudget', 'PodMonitor', 'ServiceMonitor')) {
      if (isEmptySelector(specOf(manifest).selector ?? {}))
        yield at(manifest, 'spec.selector', 'labels: an empty selector means all there are');
    }
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      const { podSelector = {}, ingress = [], egress = [] } = specOf(policy);
      const forbidsOnly = ingress.length + egress.length === 0 && policy.metadata.name === 'default-deny';
      if (isEmptySelector(podSelector) && !forbidsOnly)
        yield at(policy, 'spec.podSelector', 'labels, but in a policy default-deny: an empty selector means all pods');
    }
  },
};

/** Without `Egress` in its types a policy lets everything out, whatever else it says. */
const directions: Rule = {
  name: 'network-both-ways',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      const { policyTypes = ['Ingress'], egress = [] } = specOf(policy);
      const isAddition = policyTypes.join() === 'Egress' && egress.length > 0;
      if (!isAddition && !(policyTypes.includes('Ingress') && policyTypes.includes('Egress'))) {
        yield at(policy, 'spec.policyTypes', 'Ingress and Egress: a direction that is not named is open');
      }
    }
  },
};

const peers: Rule = {
  name: 'network-peer-says-who',
  *check(manifests) {
    for (const policy of ofKind(manifests, 'NetworkPolicy')) {
      for (const [index, { from = [] }] of (specOf(policy).ingress ?? []).entries()) {
        yield* from.flatMap((peer, place) => peerFault(policy, peer, `spec.ingress[${index}].from[${place}]`));
      }
    }
  },
};

function peerFault(
  policy: Manifest,
  { namespaceSelector = {}, podSelector = {}, ipBlock }: Peer,
  path: string,
): readonly Finding[] {
  if (ipBlock !== undefined || !isEmptySelector(namespaceSelector) || !isEmptySelector(podSelector)) return [];
  return [at(policy, path, 'labels of a namespace or of pods: without either it means everybody')];
}

export const EVERYBODY_RULES: readonly Rule[] = [selectors, directions, peers];
