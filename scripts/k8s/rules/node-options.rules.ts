/** What Node is told before the service is: a flag that it does not take from there ends the start, with exit code 9 and without a log line. */
import { givenEnvironment } from '../environment.ts';
import { at, type Rule } from '../finding.ts';
import { quantityOf } from '../quantity.ts';
import { ownContainersOf } from '../workloads.ts';

const NAME = 'NODE_OPTIONS';
const MIB = 1024 * 1024;

const flags: Rule = {
  name: 'node-flag-known',
  *check(manifests) {
    for (const { container, path, workload } of ownContainersOf(manifests)) {
      const { [NAME]: options = '' } = givenEnvironment(container, workload.manifest, manifests);
      for (const flag of options.split(' ').filter((word) => word !== '')) {
        // Node's own list, of the version that runs this: the one the image has.
        if (!process.allowedNodeEnvironmentFlags.has(flag)) {
          yield at(workload.manifest, `${path}.env[${NAME}]`, 'flags that Node takes from there (node --help)');
        }
      }
    }
  },
};

/** Garbage is collected when the heap is full: a heap larger than the container never is. */
const heaps: Rule = {
  name: 'heap-within-memory',
  *check(manifests) {
    for (const { container, path, workload } of ownContainersOf(manifests)) {
      const { [NAME]: options = '' } = givenEnvironment(container, workload.manifest, manifests);
      const heapMib = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1] ?? 0);
      const limit = quantityOf(container.resources?.limits?.['memory']) ?? Infinity;
      if (heapMib * MIB >= limit)
        yield at(workload.manifest, `${path}.env[${NAME}]`, 'a heap smaller than the memory limit');
    }
  },
};

export const NODE_OPTIONS_RULES: readonly Rule[] = [flags, heaps];
