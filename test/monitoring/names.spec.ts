import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ALERTS, PROJECT } from './rule-files.js';

/** As YAML is read: whatever is in it. */
type Manifest = ReturnType<typeof JSON.parse>;

interface Relabeling {
  readonly action: string;
  readonly sourceLabels?: readonly string[];
  readonly regex?: string;
  readonly targetLabel: string;
  readonly replacement: string;
}

type Labels = Readonly<Record<string, string>>;

const POD_MONITOR = manifest('components/monitoring/pod-monitor.yaml');
const APP = '__meta_kubernetes_pod_label_app_kubernetes_io_name';

function manifest(path: string): Manifest {
  return parse(readFileSync(join(PROJECT, 'k8s', path), 'utf8'));
}

/** What Prometheus does with `replace`, its defaults and its whole-text match too. */
function relabeled(labels: Labels, steps: readonly Relabeling[]): Labels {
  return steps.reduce((all, { action, sourceLabels = [], regex = '(.*)', targetLabel, replacement }) => {
    expect(action).toBe('replace');
    const source = sourceLabels.map((name) => all[name] ?? '').join(';');
    const whole = new RegExp(`^(?:${regex})$`);
    return whole.test(source) ? { ...all, [targetLabel]: source.replace(whole, replacement) } : all;
  }, labels);
}

function jobOf(labels: Labels): string | undefined {
  const [{ relabelings }] = POD_MONITOR.spec.podMetricsEndpoints;
  return relabeled({ job: 'shop/iinspect-sidecars', ...labels }, relabelings)['job'];
}

/** Whether the alert is about an autoscaler of that name. */
function isAbout(name: string): boolean {
  const expr = ALERTS.find(({ alert }) => alert === 'IinspectAtMaxReplicas')?.expr ?? '';
  const [, pattern = ''] = /horizontalpodautoscaler=~"([^"]+)"/.exec(expr) ?? [];
  return new RegExp(`^(?:${pattern})$`).test(name);
}

describe('the alert about replicas', () => {
  it('asks for the autoscaler of the base', () => {
    const files = manifest('base/kustomization.yaml').resources as readonly string[];
    const scalers = files
      .map((file) => manifest(join('base', file)))
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(scalers.map(({ metadata }) => metadata.name).filter(isAbout)).toHaveLength(1);
  });

  it('asks for the one that KEDA makes of our ScaledObject', () => {
    const { metadata, spec } = manifest('components/keda/scaled-object.yaml');
    expect(isAbout(spec.advanced.horizontalPodAutoscalerConfig.name ?? `keda-hpa-${metadata.name}`)).toBe(true);
  });

  it.each(['shop', 'keda-hpa-shop', 'iinspect-other', ''])('does not ask for %j', (name) => {
    expect(isAbout(name)).toBe(false);
  });
});

describe('the job of a sidecar', () => {
  it('is that of its application', () => {
    expect(jobOf({ [APP]: 'checkout' })).toBe('iinspect-sidecar-checkout');
    expect(jobOf({ [APP]: 'refunds' })).toBe('iinspect-sidecar-refunds');
  });

  it('is one for all pods that do not say which they are of', () => {
    expect(jobOf({})).toBe('iinspect-sidecar');
  });

  it('is one that rules ask for', () => {
    const patterns = ALERTS.flatMap(({ expr }) => [...expr.matchAll(/job=~"([^"]+)"/g)].map(([, text = '']) => text));
    expect(patterns.length).toBeGreaterThan(3);
    for (const pattern of patterns)
      for (const job of ['iinspect-sidecar', 'iinspect-sidecar-checkout'])
        expect(job).toMatch(new RegExp(`^(?:${pattern})$`));
  });
});
