/** What alerts and KEDA ask Prometheus for: a job or a metric of another name has no series, and an expression without series is never true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectorsOf } from '../../../test/monitoring/expressions.ts';
import { at, type Finding, type Rule } from '../finding.ts';
import { type Labels, type Manifest, ofKind } from '../objects.ts';
import { podsOf, servicesOf } from './selection.rules.ts';

interface Relabeling {
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
  readonly replacement?: string;
  readonly action?: string;
}

interface MonitorSpec {
  readonly jobLabel?: string;
  readonly endpoints?: readonly { readonly relabelings?: readonly Relabeling[] }[];
  readonly podMetricsEndpoints?: readonly { readonly relabelings?: readonly Relabeling[] }[];
}

/** Stands for a value that only the pod knows. */
const ANY = 'any';

/** Source: prometheus-operator's API, `jobLabel` of ServiceMonitorSpec and PodMonitorSpec. */
function jobsOf(monitor: Manifest, manifests: readonly Manifest[]): readonly string[] {
  const { jobLabel = '', endpoints, podMetricsEndpoints } = monitor.spec as MonitorSpec;
  const { name, namespace = '' } = monitor.metadata;
  const named = (labels: Labels | undefined, otherwise: string): string => labels?.[jobLabel] ?? otherwise;
  const given =
    monitor.kind === 'ServiceMonitor'
      ? servicesOf(monitor, manifests).map(({ metadata }) => named(metadata.labels, metadata.name))
      : [
          `${namespace}/${name}`,
          ...podsOf(monitor, manifests).map(({ labels }) => named(labels, `${namespace}/${name}`)),
        ];
  return (endpoints ?? podMetricsEndpoints ?? []).flatMap(({ relabelings = [] }) => relabeled(given, relabelings));
}

/** Without a source a replacement replaces all there was; with one, it may or may not. */
function relabeled(given: readonly string[], relabelings: readonly Relabeling[]): readonly string[] {
  return relabelings
    .filter(({ targetLabel, action = 'replace' }) => targetLabel === 'job' && action.toLowerCase() === 'replace')
    .reduce<readonly string[]>((jobs, { sourceLabels = [], replacement = '$1' }) => {
      const job = replacement.replaceAll(/\$(?:\d+|\{\d+\})/g, ANY);
      return sourceLabels.length === 0 ? [job] : [...jobs, job];
    }, given);
}

interface RuleFile {
  readonly groups?: readonly { readonly rules?: readonly { readonly expr?: number | string }[] }[];
}

function jobPatterns(manifests: readonly Manifest[]): readonly string[] {
  const exprs = ofKind(manifests, 'PrometheusRule').flatMap(({ spec }) =>
    ((spec as RuleFile).groups ?? []).flatMap(({ rules = [] }) => rules.map(({ expr = '' }) => String(expr))),
  );
  return [...new Set(exprs.flatMap((expr) => [...expr.matchAll(/\bjob=~"([^"]*)"/g)].map(([, text = '']) => text)))];
}

const jobs: Rule = {
  name: 'monitor-job',
  *check(manifests) {
    const patterns = jobPatterns(manifests);
    for (const monitor of ofKind(manifests, 'PodMonitor', 'ServiceMonitor')) {
      for (const pattern of patterns) {
        const isFound = jobsOf(monitor, manifests).every((job) => new RegExp(`^(?:${pattern})$`).test(job));
        if (!isFound) yield at(monitor, 'spec', `a job that alerts ask for, which is ${pattern}`);
      }
    }
  },
};

const CONTRACT = join(import.meta.dirname, '../../../test/contract/metrics.txt');
const TARGET_LABELS = ['job', 'instance', 'namespace', 'pod', 'container', 'endpoint', 'service'];

/** Labels by series: a histogram has three names. */
const SERIES: ReadonlyMap<string, readonly string[]> = new Map(
  [...readFileSync(CONTRACT, 'utf8').matchAll(/^(\w+) (\w+)\{([^}]*)\}$/gm)].flatMap(
    ([, kind, metric = '', labels = '']): readonly (readonly [string, readonly string[]])[] => {
      const known = labels.split(',');
      if (kind !== 'histogram') return [[metric, known]];
      return [
        [`${metric}_bucket`, [...known, 'le']],
        [`${metric}_sum`, known],
        [`${metric}_count`, known],
      ];
    },
  ),
);

interface ScaledSpec {
  readonly minReplicaCount?: number;
  readonly fallback?: { readonly replicas: number };
  readonly triggers?: readonly { readonly type: string; readonly metadata?: Labels }[];
}

const queries: Rule = {
  name: 'keda-query',
  *check(manifests) {
    const monitored = ofKind(manifests, 'PodMonitor', 'ServiceMonitor').flatMap((each) => jobsOf(each, manifests));
    for (const scaler of ofKind(manifests, 'ScaledObject')) {
      for (const [index, { type, metadata }] of ((scaler.spec as ScaledSpec).triggers ?? []).entries()) {
        if (type !== 'prometheus') continue;
        const path = `spec.triggers[${index}].metadata.query`;
        yield* queryFindings(scaler, path, { query: metadata?.['query'] ?? '', monitored });
      }
    }
  },
};

function* queryFindings(
  scaler: Manifest,
  path: string,
  { query, monitored }: { readonly query: string; readonly monitored: readonly string[] },
): Iterable<Finding> {
  const selectors = selectorsOf(query);
  if (selectors.length === 0) yield at(scaler, path, 'a metric of the service');
  for (const { text, metric, labels } of selectors) {
    const known = SERIES.get(metric);
    if (known === undefined) yield at(scaler, path, `a metric of test/contract/metrics.txt, and ${metric} is none`);
    else if (labels.some((label) => ![...known, ...TARGET_LABELS].includes(label)))
      yield at(scaler, path, `labels that ${metric} has`);
    const [, job] = /\bjob="([^"]*)"/.exec(text) ?? [];
    if (job === undefined) yield at(scaler, path, 'job="…": other services have metrics of these names too');
    else if (monitored.length > 0 && !monitored.includes(job)) yield at(scaler, path, 'the job of a monitor');
  }
}

const fallback: Rule = {
  name: 'keda-fallback',
  *check(manifests) {
    for (const scaler of ofKind(manifests, 'ScaledObject')) {
      const { fallback: without, minReplicaCount = 0 } = scaler.spec as ScaledSpec;
      if (without === undefined || without.replicas < minReplicaCount)
        yield at(scaler, 'spec.fallback.replicas', `${minReplicaCount} or more: it is for when nobody knows the load`);
    }
  },
};

export const MEASURED_RULES: readonly Rule[] = [jobs, queries, fallback];
