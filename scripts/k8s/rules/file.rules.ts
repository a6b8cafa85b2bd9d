/** Files that a container of ours is told to read or write: they have to lie in a volume, and be readable to a user who is not root. */
import { givenEnvironment } from '../environment.ts';
import { at, type Rule } from '../finding.ts';
import { type Manifest, ofKind, type Volume, type VolumeMount } from '../objects.ts';
import { containersOf, ownContainersOf, podPath, workloadsOf } from '../workloads.ts';
import { OPERATOR_MADE } from '../operator-made.ts';

/** Where the path leads: the longest mount that holds it. */
export function mountOf(path: string, mounts: readonly VolumeMount[] = []): VolumeMount | undefined {
  const holding = mounts.filter(
    ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`),
  );
  return holding.sort((one, other) => other.mountPath.length - one.mountPath.length)[0];
}

const NAMES_A_FILE = /_FILE$|^ISSUER_DATA$/;

const settings: Rule = {
  name: 'setting-file-there',
  *check(manifests) {
    for (const { container, path, workload } of ownContainersOf(manifests)) {
      for (const [name, file] of Object.entries(givenEnvironment(container, workload.manifest, manifests))) {
        if (!NAMES_A_FILE.test(name) || file === '') continue;
        const mount = mountOf(file, container.volumeMounts);
        const volume = workload.spec.volumes?.find((each) => each.name === mount?.name);
        const keys = volume === undefined ? null : keysOf(volume, manifests);
        if (mount === undefined)
          yield at(workload.manifest, `${path}.env[${name}]`, 'a path within a volume that the container mounts');
        else if (keys !== null && !keys.some((key) => `${mount.mountPath}/${key}` === file)) {
          yield at(
            workload.manifest,
            `${path}.env[${name}]`,
            `a file of volume ${mount.name}, which has ${keys.join(', ')}`,
          );
        }
      }
    }
  },
};

/** @returns null where nobody can tell: what is on a disk. */
function keysOf({ secret, configMap }: Volume, manifests: readonly Manifest[]): readonly string[] | null {
  if (secret !== undefined) return OPERATOR_MADE.find(({ name }) => name === secret.secretName)?.keys ?? null;
  const map = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === configMap?.name);
  return map === undefined ? null : Object.keys({ ...map.data, ...map.binaryData });
}

/** `/in/cards.txt`, `--output=/out/a`; what a program is asked to speak to over HTTP is no path. */
const PATH_ARGUMENT = /^(?:(--[\w-]+)=)?(\/.+)$/;
const WRITTEN = ['--output', '--summary'];

const args: Rule = {
  name: 'argument-file-there',
  *check(manifests) {
    for (const { container, path, workload } of ownContainersOf(manifests)) {
      for (const [index, arg] of (container.args ?? []).entries()) {
        const [, option = '', file] = PATH_ARGUMENT.exec(arg) ?? [];
        if (file === undefined) continue;
        const mount = mountOf(file, container.volumeMounts);
        if (mount === undefined)
          yield at(workload.manifest, `${path}.args[${index}]`, 'a path within a volume that the container mounts');
        else if (mount.readOnly === true && WRITTEN.includes(option))
          yield at(
            workload.manifest,
            `${path}.volumeMounts[${mount.name}].readOnly`,
            `false: ${option} is written there`,
          );
      }
    }
  },
};

const READABLE_BY_OTHERS = 0o004;

/** Files of a Secret belong to root, and to fsGroup if there is one. */
const modes: Rule = {
  name: 'file-readable',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const used = new Set(
        containersOf(workload).flatMap(({ container }) => (container.volumeMounts ?? []).map(({ name }) => name)),
      );
      for (const volume of (workload.spec.volumes ?? []).filter(({ name }) => used.has(name))) {
        const mode = (volume.secret ?? volume.configMap)?.defaultMode;
        const isForGroupOnly = mode !== undefined && (mode & READABLE_BY_OTHERS) === 0;
        if (isForGroupOnly && workload.spec.securityContext?.fsGroup === undefined)
          yield at(
            workload.manifest,
            `${podPath(workload)}.securityContext.fsGroup`,
            `a group, or files of volume ${volume.name} are for root alone`,
          );
      }
    }
  },
};

/** A new volume belongs to root. */
const claims: Rule = {
  name: 'claim-writable',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      if (workload.spec.securityContext?.fsGroup !== undefined) continue;
      const claimed = new Set(
        (workload.spec.volumes ?? [])
          .filter((each) => each.persistentVolumeClaim !== undefined)
          .map(({ name }) => name),
      );
      const mounts = containersOf(workload).flatMap(({ container }) => container.volumeMounts ?? []);
      if (mounts.some(({ name, readOnly }) => claimed.has(name) && readOnly !== true)) {
        yield at(
          workload.manifest,
          `${podPath(workload)}.securityContext.fsGroup`,
          'a group, or nobody but root may write to the claim',
        );
      }
    }
  },
};

export const FILE_RULES: readonly Rule[] = [settings, args, modes, claims];
