/** Stricter than any standard: what we want of every pod of ours, and of the ones we show to others. Reasons: docs/adr/0028. */
import { at, type Rule } from '../finding.ts';
import { type Manifest, ofKind } from '../objects.ts';
import { containersOf, ownContainersOf, podPath, workloadsOf } from '../workloads.ts';
import { quantityOf } from '../quantity.ts';

const readOnlyRoot: Rule = {
  name: 'read-only-root',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const { container, path } of containersOf(workload)) {
        if (container.securityContext?.readOnlyRootFilesystem !== true)
          yield at(workload.manifest, `${path}.securityContext.readOnlyRootFilesystem`, 'true');
      }
    }
  },
};

const noToken: Rule = {
  name: 'no-service-account-token',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      if (workload.spec.automountServiceAccountToken !== false)
        yield at(
          workload.manifest,
          `${podPath(workload)}.automountServiceAccountToken`,
          'false: it never speaks to the cluster',
        );
    }
    for (const manifest of ofKind(manifests, 'ServiceAccount')) {
      if (
        (manifest as Manifest & { readonly automountServiceAccountToken?: boolean }).automountServiceAccountToken !==
        false
      )
        yield at(manifest, 'automountServiceAccountToken', 'false');
    }
  },
};

const noServiceLinks: Rule = {
  name: 'no-service-links',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      if (workload.spec.enableServiceLinks !== false)
        yield at(
          workload.manifest,
          `${podPath(workload)}.enableServiceLinks`,
          'false: a Service of the name of a setting would set it',
        );
    }
  },
};

const imagesPinned: Rule = {
  name: 'image-pinned',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const { container, path } of containersOf(workload)) {
        if (!isPinned(container.image ?? ''))
          yield at(workload.manifest, `${path}.image`, 'a tag other than latest, or a digest');
      }
    }
  },
};

/** A colon before the last slash is one of a port: `registry:5000/iinspect`. */
function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const [, tag = ''] = image.slice(image.lastIndexOf('/') + 1).split(':');
  return /^\w[\w.-]{0,127}$/.test(tag) && tag !== 'latest';
}

const memoryFixed: Rule = {
  name: 'memory-request-is-limit',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const { container, path } of containersOf(workload)) {
        const { requests = {}, limits = {} } = container.resources ?? {};
        const limit = quantityOf(limits['memory']);
        if (limit === null)
          yield at(
            workload.manifest,
            `${path}.resources.limits.memory`,
            'a limit: without one a leak takes the node down',
          );
        else if (quantityOf(requests['memory'] ?? limits['memory']) !== limit)
          yield at(
            workload.manifest,
            `${path}.resources.requests.memory`,
            'as much as the limit: memory is not shared',
          );
      }
    }
  },
};

const processorsFree: Rule = {
  name: 'no-cpu-limit',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const { container, path } of containersOf(workload)) {
        const { requests = {}, limits = {} } = container.resources ?? {};
        if (limits['cpu'] !== undefined)
          yield at(workload.manifest, `${path}.resources.limits.cpu`, 'none: who is throttled is late for everybody');
        if (requests['cpu'] === undefined)
          yield at(
            workload.manifest,
            `${path}.resources.requests.cpu`,
            'a request, or the scheduler takes it for free',
          );
      }
    }
  },
};

const emptyDirsBounded: Rule = {
  name: 'empty-dir-bounded',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      for (const { name, emptyDir } of workload.spec.volumes ?? []) {
        if (emptyDir !== undefined && emptyDir.sizeLimit === undefined)
          yield at(workload.manifest, `${podPath(workload)}.volumes[${name}].emptyDir.sizeLimit`, 'a limit');
      }
    }
  },
};

/** What is written there is on no disk, and gone with the pod. */
const emptyDirsInMemory: Rule = {
  name: 'empty-dir-in-memory',
  *check(manifests) {
    for (const { container, workload } of ownContainersOf(manifests)) {
      const mounted = new Set((container.volumeMounts ?? []).map(({ name }) => name));
      for (const { name, emptyDir } of workload.spec.volumes ?? []) {
        if (emptyDir === undefined || emptyDir.medium === 'Memory' || !mounted.has(name)) continue;
        yield at(workload.manifest, `${podPath(workload)}.volumes[${name}].emptyDir.medium`, 'Memory');
      }
    }
  },
};

export const HARDENING_RULES: readonly Rule[] = [
  readOnlyRoot,
  noToken,
  noServiceLinks,
  imagesPinned,
  memoryFixed,
  processorsFree,
  emptyDirsBounded,
  emptyDirsInMemory,
];
