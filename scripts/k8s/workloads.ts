/** What makes pods, the pods it makes, and the containers in them. */
import type { Container, Labels, Manifest, PodSpec } from './objects.ts';

/** Whatever makes pods, and the pods it makes. */
export interface Workload {
  readonly manifest: Manifest;
  /** Of the template, in the manifest: `spec.template`. */
  readonly path: string;
  readonly labels: Labels;
  readonly spec: PodSpec;
}

export interface PlacedContainer {
  readonly container: Container;
  /** In the manifest, with the name in place of a number: `spec.template.spec.containers[iinspect]`. */
  readonly path: string;
  readonly role: 'init' | 'main' | 'sidecar';
}

const WORKLOADS = new Set(['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'StatefulSet']);

interface Template {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec?: PodSpec;
}

export function workloadsOf(manifests: readonly Manifest[]): readonly Workload[] {
  return manifests.flatMap((manifest) => {
    const template = templateOf(manifest);
    if (template?.spec === undefined) return [];
    return [{ manifest, path: template.path, labels: template.metadata?.labels ?? {}, spec: template.spec }];
  });
}

function templateOf({ kind, metadata, spec }: Manifest): (Template & { readonly path: string }) | null {
  if (kind === 'Pod') return { metadata, spec: spec as PodSpec, path: '' };
  if (kind === 'CronJob') {
    const { jobTemplate } = spec as { readonly jobTemplate: { readonly spec: { readonly template: Template } } };
    return { ...jobTemplate.spec.template, path: 'spec.jobTemplate.spec.template' };
  }
  return WORKLOADS.has(kind) ? { ...(spec as { readonly template: Template }).template, path: 'spec.template' } : null;
}

/** Where the pod's own fields are. */
export function podPath({ path }: Workload): string {
  return path === '' ? 'spec' : `${path}.spec`;
}

export function containersOf(workload: Workload): readonly PlacedContainer[] {
  const { containers, initContainers = [] } = workload.spec;
  const place = (list: string, container: Container): string => `${podPath(workload)}.${list}[${container.name}]`;
  return [
    ...initContainers.map((container) => ({
      container,
      path: place('initContainers', container),
      role: container.restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
    })),
    ...containers.map((container) => ({ container, path: place('containers', container), role: 'main' as const })),
  ];
}

/** Of our image, whatever registry and tag it has (`registry.example/team/iinspect:0.1.0`), and not just for the sake of the Node in it. */
export function isOurs({ image = '', command = [] }: Container): boolean {
  const [program, script] = command;
  const runsAnother = program === '/usr/local/bin/node' && script !== '/app/iinspect.js';
  return /(?:^|\/)iinspect(?:[:@]|$)/.test(image) && !runsAnother;
}

export interface OwnContainer extends PlacedContainer {
  readonly workload: Workload;
}

export function ownContainersOf(manifests: readonly Manifest[]): readonly OwnContainer[] {
  return workloadsOf(manifests).flatMap((workload) =>
    containersOf(workload)
      .filter(({ container }) => isOurs(container))
      .map((placed) => ({ ...placed, workload })),
  );
}
