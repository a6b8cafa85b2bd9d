/** Volumes and where containers mount them: what the apiserver refuses, and what nobody uses. */
import { at, type Finding, type Rule } from '../finding.ts';
import type { Manifest, Volume } from '../objects.ts';
import { containersOf, podPath, workloadsOf } from '../workloads.ts';
import { containerRule, repeated } from './container-rule.ts';
import { DNS_LABEL } from './syntax.rules.ts';

const FILE_MODE_MAX = 0o777;

const volumes: Rule = {
  name: 'volume',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const path = `${podPath(workload)}.volumes`;
      const given = workload.spec.volumes ?? [];
      for (const volume of given) yield* volumeFindings(workload.manifest, volume, `${path}[${volume.name}]`);
      for (const twice of repeated(given.map(({ name }) => name)))
        yield at(workload.manifest, `${path}[${twice}]`, 'one volume of this name');
    }
  },
};

function* volumeFindings(manifest: Manifest, volume: Volume, path: string): Iterable<Finding> {
  if (!DNS_LABEL.test(volume.name)) yield at(manifest, path, 'a name of small letters, digits and -');
  const sources = Object.entries(volume).filter(([name]) => name !== 'name');
  if (sources.length !== 1) yield at(manifest, path, 'exactly one source, such as emptyDir: {}');
  if (volume.secret !== undefined && volume.secret.secretName === undefined)
    yield at(manifest, `${path}.secret.secretName`, 'a name');
  if (volume.configMap !== undefined && volume.configMap.name === undefined)
    yield at(manifest, `${path}.configMap.name`, 'a name');
  for (const [name, source] of sources) {
    const { defaultMode } = source as { readonly defaultMode?: number };
    if (defaultMode !== undefined && (defaultMode < 0 || defaultMode > FILE_MODE_MAX)) {
      yield at(manifest, `${path}.${name}.defaultMode`, 'a mode from 0 to 511, which is 0777');
    }
  }
}

const mounts = containerRule('mount', function* ({ container: { volumeMounts = [] } }, { spec }) {
  const known = new Set((spec.volumes ?? []).map(({ name }) => name));
  for (const { name, mountPath, subPath = '' } of volumeMounts) {
    if (!known.has(name)) yield [`volumeMounts[${name}]`, 'a volume of this name in the pod'];
    if (!mountPath.startsWith('/') || mountPath.includes(':'))
      yield [`volumeMounts[${name}].mountPath`, 'an absolute path without a colon'];
    if (subPath.startsWith('/') || subPath.split('/').includes('..'))
      yield [`volumeMounts[${name}].subPath`, 'a path within the volume'];
  }
  for (const twice of repeated(volumeMounts.map(({ mountPath }) => mountPath)))
    yield ['volumeMounts', `one volume at ${twice}`];
});

const idleVolumes: Rule = {
  name: 'volume-used',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const mounted = new Set(
        containersOf(workload).flatMap(({ container }) => (container.volumeMounts ?? []).map(({ name }) => name)),
      );
      for (const { name } of workload.spec.volumes ?? []) {
        if (!mounted.has(name))
          yield at(workload.manifest, `${podPath(workload)}.volumes[${name}]`, 'a container that mounts it');
      }
    }
  },
};

export const VOLUME_RULES: readonly Rule[] = [volumes, mounts, idleVolumes];
