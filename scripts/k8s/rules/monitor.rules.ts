/** Monitors of Prometheus' operator: what it refuses, quietly and in its own log. */
import { at, type Rule } from '../finding.ts';
import { ofKind } from '../objects.ts';

interface Scrape {
  readonly path?: string;
  readonly interval?: string;
  readonly scrapeTimeout?: string;
}

interface MonitorSpec {
  readonly endpoints?: readonly Scrape[];
  readonly podMetricsEndpoints?: readonly Scrape[];
}

const scrapes: Rule = {
  name: 'monitor-scrape',
  *check(manifests) {
    for (const monitor of ofKind(manifests, 'PodMonitor', 'ServiceMonitor')) {
      const { endpoints, podMetricsEndpoints } = monitor.spec as MonitorSpec;
      const list = endpoints === undefined ? 'podMetricsEndpoints' : 'endpoints';
      const scraped = endpoints ?? podMetricsEndpoints ?? [];
      if (scraped.length === 0) yield at(monitor, `spec.${list}`, 'an endpoint');
      for (const [index, scrape] of scraped.entries()) {
        const { path = '/metrics', interval = '30s', scrapeTimeout = '10s' } = scrape;
        if (path !== '/metrics') yield at(monitor, `spec.${list}[${index}].path`, '/metrics');
        if (secondsOf(scrapeTimeout) > secondsOf(interval)) {
          yield at(monitor, `spec.${list}[${index}].scrapeTimeout`, 'no more than the interval');
        }
      }
    }
  },
};

const SECONDS: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0),
    0,
  );
}

interface Alert {
  readonly alert?: string;
  readonly record?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups?: readonly { readonly name: string; readonly rules?: readonly Alert[] }[];
}

/** Alertmanager's people read these: an alert without them wakes somebody up and does not say why. */
const alerts: Rule = {
  name: 'alert-explained',
  *check(manifests) {
    for (const manifest of ofKind(manifests, 'PrometheusRule')) {
      for (const { name, rules = [] } of (manifest.spec as RuleFile).groups ?? []) {
        for (const [path, expected] of rules.flatMap(alertFaults))
          yield at(manifest, `spec.groups[${name}].rules${path}`, expected);
      }
    }
  },
};

function alertFaults(
  { alert, record, labels, annotations }: Alert,
  index: number,
): readonly (readonly [string, string])[] {
  const path = `[${alert ?? record ?? index}]`;
  if ((alert === undefined) === (record === undefined)) return [[path, 'alert or record, and not both']];
  if (alert === undefined) return [];
  return [
    ...(labels?.['severity'] === undefined
      ? [[`${path}.labels.severity`, 'a severity: it says who is told'] as const]
      : []),
    ...(annotations?.['summary'] === undefined ? [[`${path}.annotations.summary`, 'a sentence'] as const] : []),
  ];
}

export const MONITOR_RULES: readonly Rule[] = [scrapes, alerts];
