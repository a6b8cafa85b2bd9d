/** A Unix socket between two containers: its folder has to be there for both, short enough, and theirs to write to. */
import { posix } from 'node:path';
import { at, type Finding, type Rule } from '../finding.ts';
import { containersOf, isOurs, type OwnContainer, ownContainersOf, podPath } from '../workloads.ts';
import { mountOf } from './file.rules.ts';

/** Source: unix(7), `sun_path` has 108 bytes and a zero at its end. */
const SOCKET_BYTES_MAX = 107;

interface SocketOwner extends OwnContainer {
  readonly socket: string;
}

/** Read from the manifest alone, so that a path the service refuses is found here by its own name too. */
function socketOwners(own: readonly OwnContainer[]): readonly SocketOwner[] {
  return own.flatMap((each) => {
    const { value = '' } = each.container.env?.find(({ name }) => name === 'LISTEN') ?? {};
    return value.startsWith('unix:') ? [{ ...each, socket: value.slice('unix:'.length) }] : [];
  });
}

const paths: Rule = {
  name: 'socket-path',
  *check(manifests) {
    for (const { path, socket, workload } of socketOwners(ownContainersOf(manifests))) {
      if (Buffer.byteLength(socket) > SOCKET_BYTES_MAX)
        yield at(workload.manifest, `${path}.env[LISTEN]`, `a path of at most ${SOCKET_BYTES_MAX} bytes`);
    }
  },
};

const volumes: Rule = {
  name: 'socket-volume',
  *check(manifests) {
    for (const owner of socketOwners(ownContainersOf(manifests))) yield* volumeFindings(owner);
  },
};

function* volumeFindings({ container, path, socket, workload }: SocketOwner): Iterable<Finding> {
  const mount = mountOf(socket, container.volumeMounts);
  const volume = workload.spec.volumes?.find(({ name }) => name === mount?.name);
  if (mount === undefined) {
    yield at(workload.manifest, `${path}.env[LISTEN]`, 'a path within a volume that the container mounts');
  } else if (mount.readOnly === true) {
    yield at(workload.manifest, `${path}.volumeMounts[${mount.name}].readOnly`, 'false: the socket is made there');
  }
  if (volume !== undefined && volume.emptyDir === undefined) {
    const place = `${podPath(workload)}.volumes[${volume.name}]`;
    yield at(workload.manifest, place, 'an emptyDir: a socket does not leave its node');
  }
}

const callers: Rule = {
  name: 'socket-shared',
  *check(manifests) {
    for (const { container, path, socket, workload } of socketOwners(ownContainersOf(manifests))) {
      const mount = mountOf(socket, container.volumeMounts);
      const others = containersOf(workload).filter((other) => other.role === 'main' && !isOurs(other.container));
      const seen = others.flatMap((other) =>
        (other.container.volumeMounts ?? []).filter(({ name }) => name === mount?.name),
      );
      if (mount !== undefined && seen.length === 0)
        yield at(
          workload.manifest,
          `${path}.volumeMounts[${mount.name}]`,
          'a container beside it that mounts the same volume: nobody could call',
        );
      if (seen.some(({ mountPath }) => mountPath !== mount?.mountPath))
        yield at(
          workload.manifest,
          `${path}.volumeMounts`,
          `${posix.dirname(socket)} in both containers: one name for one socket`,
        );
    }
  },
};

const groups: Rule = {
  name: 'socket-group',
  *check(manifests) {
    for (const { workload } of socketOwners(ownContainersOf(manifests))) {
      if (workload.spec.securityContext?.fsGroup === undefined)
        yield at(
          workload.manifest,
          `${podPath(workload)}.securityContext.fsGroup`,
          'a group: who may connect is whoever is in it (0660)',
        );
    }
  },
};

export const SOCKET_RULES: readonly Rule[] = [paths, volumes, callers, groups];
