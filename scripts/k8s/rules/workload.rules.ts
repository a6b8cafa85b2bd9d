/** What the apiserver refuses in whatever makes pods, and how many of them there are. */
import { at, type Rule } from '../finding.ts';
import { type IntOrString, inSameNamespace, type Manifest, ofKind, type Selector } from '../objects.ts';
import { podPath, workloadsOf } from '../workloads.ts';
import { quantityOf } from '../quantity.ts';
import { isEmptySelector, selects } from '../selectors.ts';

interface Controller {
  readonly replicas?: number;
  readonly selector?: Selector;
  readonly minReadySeconds?: number;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString };
  };
}

export function controllerOf(manifest: Manifest): Controller {
  return manifest.spec as Controller;
}

const CONTROLLERS = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];

const templates: Rule = {
  name: 'selector-matches-template',
  *check(manifests) {
    for (const { manifest, labels } of workloadsOf(ofKind(manifests, ...CONTROLLERS))) {
      const { selector } = controllerOf(manifest);
      if (selector === undefined || isEmptySelector(selector) || !selects(selector, labels)) {
        yield at(manifest, 'spec.selector', 'labels that spec.template.metadata.labels has');
      }
    }
  },
};

const apart: Rule = {
  name: 'selectors-apart',
  *check(manifests) {
    const controllers = workloadsOf(ofKind(manifests, ...CONTROLLERS));
    for (const { manifest } of controllers) {
      const { selector } = controllerOf(manifest);
      for (const other of workloadsOf(manifests)) {
        if (other.manifest === manifest || !inSameNamespace(manifest, other.manifest)) continue;
        if (selects(selector, other.labels))
          yield at(
            manifest,
            'spec.selector',
            `labels that pods of ${other.manifest.kind}/${other.manifest.metadata.name} do not have`,
          );
      }
    }
  },
};

const restarts: Rule = {
  name: 'pod-restart-policy',
  *check(manifests) {
    for (const workload of workloadsOf(manifests)) {
      const { restartPolicy = 'Always' } = workload.spec;
      const { manifest } = workload;
      const isJob = ['CronJob', 'Job'].includes(manifest.kind);
      if (isJob && restartPolicy === 'Always')
        yield at(manifest, `${podPath(workload)}.restartPolicy`, 'Never or OnFailure in a job');
      if (CONTROLLERS.includes(manifest.kind) && restartPolicy !== 'Always')
        yield at(manifest, `${podPath(workload)}.restartPolicy`, 'Always, or nothing');
    }
  },
};

const rollouts: Rule = {
  name: 'rollout',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'Deployment')) {
      const { maxSurge = '25%', maxUnavailable = '25%' } = controllerOf(manifest).strategy?.rollingUpdate ?? {};
      if (isNone(maxSurge) && isNone(maxUnavailable))
        yield at(
          manifest,
          'spec.strategy.rollingUpdate',
          'maxSurge or maxUnavailable above 0: otherwise no pod is ever replaced',
        );
    }
  },
};

export function isNone(value: IntOrString): boolean {
  return value === 0 || value === '0' || value === '0%';
}

const servicePorts: Rule = {
  name: 'service-port',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'Service')) {
      const { ports = [] } = manifest.spec as {
        readonly ports?: readonly { readonly name?: string; readonly port: number }[];
      };
      if (ports.length === 0) yield at(manifest, 'spec.ports', 'a port');
      const names = ports.map(({ name }) => name);
      if (ports.length > 1 && (names.includes(undefined) || new Set(names).size < names.length)) {
        yield at(manifest, 'spec.ports', 'a name of its own for each port, where there are several');
      }
    }
  },
};

const CRON_FIELD = /^(?:\*|[\dA-Za-z]+(?:-[\dA-Za-z]+)?)(?:\/\d+)?(?:,(?:\*|[\dA-Za-z]+(?:-[\dA-Za-z]+)?)(?:\/\d+)?)*$/;

const schedules: Rule = {
  name: 'cron-schedule',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'CronJob')) {
      const { schedule = '' } = manifest.spec as { readonly schedule?: string };
      const fields = schedule.trim().split(/\s+/);
      const isCron = fields.length === 5 && fields.every((field) => CRON_FIELD.test(field));
      if (!isCron && !/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) {
        yield at(manifest, 'spec.schedule', 'five fields, such as 0 3 * * *');
      }
    }
  },
};

const claims: Rule = {
  name: 'volume-claim',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'PersistentVolumeClaim')) {
      const { accessModes = [], resources } = manifest.spec as {
        readonly accessModes?: readonly string[];
        readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
      };
      const known = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
      if (accessModes.length === 0 || accessModes.some((mode) => !known.includes(mode)))
        yield at(manifest, 'spec.accessModes', `some of ${known.join(', ')}`);
      if ((quantityOf(resources?.requests?.['storage']) ?? 0) <= 0)
        yield at(manifest, 'spec.resources.requests.storage', 'more than nothing');
    }
  },
};

export const WORKLOAD_RULES = [templates, apart, restarts, rollouts, servicePorts, schedules, claims];
