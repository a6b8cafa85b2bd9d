/**
 * A rendered Deployment as a Pod that podman 4.3 can run. What it does not know, or would take for something else, is dropped and named:
 * nobody shall think that it was tested.
 */

/** Objects of Kubernetes, as far as they are read here; the rest is passed on. */
type Tree = Readonly<Record<string, unknown>>;

export interface Surroundings {
  /** In place of each image of a manifest. */
  readonly image: string;
  /** Folders of this machine that stand in for volumes, by the names of these; each belongs to the group of the pod. */
  readonly folderOf: (volume: string) => string;
}

export interface PodOf {
  readonly pod: Tree;
  /** Such as `spec.topologySpreadConstraints`; sorted, each once. */
  readonly dropped: readonly string[];
}

const SPEC_KEPT = [
  'securityContext',
  'automountServiceAccountToken',
  'enableServiceLinks',
  'terminationGracePeriodSeconds',
];
const CONTAINER_KEPT = ['name', 'command', 'args', 'env', 'envFrom', 'securityContext', 'volumeMounts'];

export function podOf(deployment: Tree, surroundings: Surroundings): PodOf {
  const dropped = new Set<string>();
  const template = treeIn(treeIn(deployment, 'spec'), 'template');
  const spec = treeIn(template, 'spec');
  const inits = treesIn(spec, 'initContainers');
  const plain = inits.filter(({ restartPolicy }) => restartPolicy !== 'Always');
  if (plain.length > 0) dropped.add('spec.initContainers without restartPolicy: Always');
  // Podman knows no native sidecars; those that are ordinary containers start first all the same.
  const sidecars = inits.filter(({ restartPolicy }) => restartPolicy === 'Always');
  if (sidecars.length > 0) dropped.add('spec.initContainers[].restartPolicy: they are ordinary containers');
  const containers = [...sidecars, ...treesIn(spec, 'containers')].map((container) =>
    containerOf(container, surroundings, dropped),
  );
  const read = [...SPEC_KEPT, 'initContainers', 'containers', 'volumes'];
  for (const field of Object.keys(spec)) if (!read.includes(field)) dropped.add(`spec.${field}`);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: treeIn(deployment, 'metadata')['name'], labels: treeIn(template, 'metadata')['labels'] },
    spec: {
      ...kept(spec, SPEC_KEPT),
      securityContext: groupsOf(treeIn(spec, 'securityContext'), dropped),
      // What is looked at is the first start.
      restartPolicy: 'Never',
      containers,
      volumes: treesIn(spec, 'volumes').map((volume) => volumeOf(volume, surroundings, dropped)),
    },
  };
  return { pod, dropped: [...dropped].sort() };
}

function containerOf(container: Tree, { image }: Surroundings, dropped: Set<string>): Tree {
  for (const field of Object.keys(container)) {
    if (![...CONTAINER_KEPT, 'image', 'resources', 'restartPolicy'].includes(field))
      dropped.add(`containers[].${field}`);
  }
  const limits = treeIn(treeIn(container, 'resources'), 'limits');
  dropped.add('containers[].resources.requests');
  return {
    ...kept(container, CONTAINER_KEPT),
    image,
    imagePullPolicy: 'Never',
    resources: { limits: kept(limits, ['memory']) },
  };
}

/** Podman gives volumes to nobody's group: the folders are given to it beforehand, and every container is in it. */
function groupsOf(context: Tree, dropped: Set<string>): Tree {
  const { fsGroup, ...rest } = context;
  if (typeof fsGroup !== 'number') return rest;
  dropped.add('spec.securityContext.fsGroup: a supplementary group, of folders that have it already');
  return { ...rest, supplementalGroups: [fsGroup] };
}

function volumeOf(volume: Tree, { folderOf }: Surroundings, dropped: Set<string>): Tree {
  const { name, configMap } = volume;
  if (configMap !== undefined) return { name, configMap };
  const [kind = 'nothing'] = Object.keys(volume).filter((key) => key !== 'name');
  dropped.add(`volumes[].${kind}: a folder of this machine`);
  return { name, hostPath: { path: folderOf(String(name)), type: 'Directory' } };
}

function kept(tree: Tree, fields: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([field]) => fields.includes(field)));
}

function treeIn(tree: Tree, field: string): Tree {
  const found = tree[field];
  return typeof found === 'object' && found !== null ? (found as Tree) : {};
}

function treesIn(tree: Tree, field: string): readonly Tree[] {
  const found = tree[field];
  return Array.isArray(found) ? (found as readonly Tree[]) : [];
}
