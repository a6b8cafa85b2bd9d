/** Objects that name others: a name that is off by one letter leaves pods waiting in ContainerCreating, and says so to nobody. */
import { at, type Finding, type Rule } from '../finding.ts';
import { inSameNamespace, type KeyReference, type Manifest, ofKind, type Reference, type Volume } from '../objects.ts';
import { containersOf, podPath, type Workload, workloadsOf } from '../workloads.ts';
import { OPERATOR_MADE } from '../operator-made.ts';

type Kind = 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret' | 'ServiceAccount';

interface Named {
  readonly kind: Kind;
  readonly name: string;
  readonly key?: string;
  readonly path: string;
}

const references: Rule = {
  name: 'reference-there',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const named of [...namedByPod(workload), ...namedByContainers(workload)]) {
        yield* missing(workload.manifest, named, manifests);
      }
    }
  },
};

function* missing(
  manifest: Manifest,
  { kind, name, key, path }: Named,
  manifests: readonly Manifest[],
): Iterable<Finding> {
  const found = ofKind(manifests, kind).find(
    (other) => other.metadata.name === name && inSameNamespace(other, manifest),
  );
  const made = OPERATOR_MADE.find((other) => other.kind === kind && other.name === name);
  if (found === undefined && made === undefined) {
    yield at(
      manifest,
      path,
      `a ${kind} ${name} in this overlay, or among what the operator makes (scripts/k8s/operator-made.ts)`,
    );
    return;
  }
  const keys = made?.keys ?? Object.keys({ ...found?.data, ...found?.binaryData });
  if (key !== undefined && !keys.includes(key)) yield at(manifest, path, `a key ${key} in ${kind} ${name}`);
}

function* namedByPod(workload: Workload): Iterable<Named> {
  const path = podPath(workload);
  const { serviceAccountName, imagePullSecrets = [], volumes = [] } = workload.spec;
  if (serviceAccountName !== undefined && serviceAccountName !== 'default')
    yield { kind: 'ServiceAccount', name: serviceAccountName, path: `${path}.serviceAccountName` };
  for (const { name } of imagePullSecrets) yield { kind: 'Secret', name, path: `${path}.imagePullSecrets[${name}]` };
  for (const volume of volumes) yield* namedByVolume(volume, `${path}.volumes[${volume.name}]`);
}

function* namedByVolume(
  { configMap, secret, persistentVolumeClaim, projected }: Volume,
  path: string,
): Iterable<Named> {
  if (configMap?.name !== undefined && configMap.optional !== true) {
    yield { kind: 'ConfigMap', name: configMap.name, path };
    for (const { key } of configMap.items ?? []) yield { kind: 'ConfigMap', name: configMap.name, key, path };
  }
  if (secret?.secretName !== undefined && secret.optional !== true)
    yield { kind: 'Secret', name: secret.secretName, path };
  if (persistentVolumeClaim !== undefined)
    yield { kind: 'PersistentVolumeClaim', name: persistentVolumeClaim.claimName, path };
  for (const source of projected?.sources ?? []) yield* referenced(source.configMap, source.secret, path);
}

function* namedByContainers(workload: Workload): Iterable<Named> {
  for (const { container, path } of containersOf(workload)) {
    for (const { configMapRef, secretRef } of container.envFrom ?? [])
      yield* referenced(configMapRef, secretRef, `${path}.envFrom`);
    for (const { name, valueFrom = {} } of container.env ?? [])
      yield* referenced(valueFrom.configMapKeyRef, valueFrom.secretKeyRef, `${path}.env[${name}]`);
  }
}

function* referenced(
  configMap: Reference | KeyReference | undefined,
  secret: Reference | KeyReference | undefined,
  path: string,
): Iterable<Named> {
  if (configMap !== undefined && configMap.optional !== true) yield { kind: 'ConfigMap', ...configMap, path };
  if (secret !== undefined && secret.optional !== true) yield { kind: 'Secret', ...secret, path };
}

const RESTRICTED = 'pod-security.kubernetes.io/enforce';

const namespaces: Rule = {
  name: 'namespace-restricted',
  *check(manifests) {
    for (const namespace of ofKind(manifests, 'Namespace')) {
      if (namespace.metadata.labels?.[RESTRICTED] !== 'restricted')
        yield at(
          namespace,
          `metadata.labels[${RESTRICTED}]`,
          'restricted: what we keep to is then kept by the cluster',
        );
    }
    const known = new Set(ofKind(manifests, 'Namespace').map(({ metadata }) => metadata.name));
    if (known.size === 0) return;
    for (const manifest of manifests.filter(({ kind }) => kind !== 'Namespace')) {
      const { namespace } = manifest.metadata;
      if (namespace === undefined || !known.has(namespace))
        yield at(manifest, 'metadata.namespace', `the namespace of the overlay: ${[...known].join(', ')}`);
    }
  },
};

export const REFERENCE_RULES: readonly Rule[] = [references, namespaces];
