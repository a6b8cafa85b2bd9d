import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { wrapRules } from '../../scripts/alerts-rule.ts';
import { DASHBOARD, type GridPos, type Panel, PANELS } from './dashboard-file.js';
import { type Selector, selectorsOf } from './expressions.js';
import { aboutOf, ALERTS, ALERTS_TEXT, CASE_FILES, casesOf, MONITORING, PROJECT, RULES } from './rule-files.js';

const RUNBOOK = readFileSync(join(PROJECT, 'docs/runbook.md'), 'utf8');
const CONTRACT = readFileSync(join(PROJECT, 'test/contract/metrics.txt'), 'utf8').trimEnd().split('\n');

/** Labels Prometheus gives to everything it takes from a target, and to what it says itself. */
const TARGET_LABELS = ['job', 'instance', 'namespace', 'pod'];
const OWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate', 'severity']],
  ['iinspect:in_use:ratio', ['of']],
]);
const KUBERNETES = 'iinspect-kubernetes';

/** Every name a scrape may show, and its labels. */
const KNOWN = new Map([
  ...OWN,
  ...RULES.flatMap(({ record }) => (record === undefined || OWN.has(record) ? [] : [[record, []] as const])),
  ...CONTRACT.flatMap((line) => namesOf(line)),
]);

function namesOf(line: string): readonly (readonly [string, readonly string[]])[] {
  const [, type = '', name = '', list = ''] = /^(\w+) (\w+)\{(.*)\}$/.exec(line) ?? [];
  const labels = list.split(',');
  if (type !== 'histogram') return [[name, labels]];
  return [
    [`${name}_bucket`, [...labels, 'le']],
    [`${name}_sum`, labels],
    [`${name}_count`, labels],
  ];
}

function unknownIn(expr: string): readonly Selector[] {
  return selectorsOf(expr).filter(({ metric, labels }) => {
    const known = KNOWN.get(metric);
    return known === undefined || labels.some((label) => !known.includes(label) && !TARGET_LABELS.includes(label));
  });
}

describe('rules', () => {
  it('ask for metrics and labels of the contract only, but for Kubernetes in its own group', () => {
    const [, kubernetes = ''] = ALERTS_TEXT.split(`- name: ${KUBERNETES}`);
    const strangers = RULES.filter(({ expr }) => unknownIn(expr).length > 0).map(({ alert }) => alert ?? '');
    expect(strangers).toEqual(['IinspectOutOfMemory', 'IinspectAtMaxReplicas']);
    for (const name of strangers) expect(kubernetes).toContain(`- alert: ${name}\n`);
  });

  it('are seen to ask for others', () => {
    expect(unknownIn('rate(card_shed[5m])').map(({ metric }) => metric)).toEqual(['card_shed']);
    expect(unknownIn('sum by (x) (card_shed_total{door="rest"}) > 0')).toHaveLength(1);
    expect(
      unknownIn('sum by (job) (rate(card_shed_total{reason="a{b", job=~"x|y"}[5m])) and on (job) up == 1'),
    ).toEqual([]);
  });

  it.each(ALERTS.map((alert) => [alert.alert, alert] as const))(
    '%s says how bad it is, what it is and where to read on',
    (name, alert) => {
      expect(alert.labels).toEqual({ severity: expect.stringMatching(/^(?:page|ticket)$/) });
      expect(Object.keys(alert.annotations ?? {})).toEqual(['summary', 'description', 'runbook_url']);
      expect(alert.annotations?.['runbook_url']).toBe(`docs/runbook.md#${name.toLowerCase()}`);
    },
  );

  it.each(ALERTS.map(({ alert }) => alert))(
    '%s has a case in which it fires and not before its time, and one in which it is silent',
    (name) => {
      const tests = casesOf(name).flatMap((file) => file.tests);
      const fires = tests.filter((test) => test.name.startsWith(`${name} fires`));
      const silent = tests.filter((test) => test.name.startsWith(`${name} is silent`));
      expect(fires.length * silent.length).toBeGreaterThan(0);
      for (const { promql_expr_test: asked } of fires) expect(asked.at(-1)?.exp_samples).toHaveLength(1);
      for (const { promql_expr_test: asked } of silent)
        expect(asked.flatMap(({ exp_samples: said }) => said)).toEqual([]);
      for (const { expr } of tests.flatMap(({ promql_expr_test: asked }) => asked))
        expect(expr).toContain(`alertname="${name}"`);
    },
  );

  it('have no case about an alert that is not there', () => {
    const names = CASE_FILES.flatMap(({ tests }) => tests.map(({ name }) => aboutOf(name)));
    expect([...new Set(names)].sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
  });

  it('are the same in prometheus-rule.yaml, and can be given the address of a runbook', () => {
    expect(readFileSync(join(MONITORING, 'prometheus-rule.yaml'), 'utf8')).toBe(wrapRules(ALERTS_TEXT, ''));
    const elsewhere = wrapRules(ALERTS_TEXT, 'https://wiki.example');
    expect(elsewhere.match(/runbook_url: https:\/\/wiki\.example\/docs\/runbook\.md#/g)).toHaveLength(ALERTS.length);
  });
});

describe('docs/runbook.md', () => {
  it('has a section for each alert, in their order, and no other', () => {
    const sections = [...RUNBOOK.matchAll(/^### (Iinspect\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(ALERTS.map(({ alert }) => alert));
  });

  it.each(ALERTS.map((alert) => [alert.alert, alert] as const))(
    'says of %s what it means, how bad it is, where to look, what to do and when it is over',
    (name, alert) => {
      const [, section = ''] =
        new RegExp(String.raw`^### ${name}\n([\s\S]*?)(?=^##|(?![\s\S]))`, 'm').exec(RUNBOOK) ?? [];
      const parts = [...section.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Means.', 'How bad.', 'Look.', 'Do.', 'Over']);
      expect(section).toContain(alert.labels?.['severity'] === 'page' ? '**How bad.** Page' : '**How bad.** Ticket');
    },
  );

  it('names metrics and log lines that exist', () => {
    const observability = readFileSync(join(PROJECT, 'docs/observability.md'), 'utf8');
    const named = [...RUNBOOK.matchAll(/`(card_\w+)/g)].map(([, name = '']) => name);
    const messages = [...RUNBOOK.matchAll(/line `([^`]+)`/g)].map(([, message = '']) => message);
    expect(named.filter((name) => !KNOWN.has(name) && !KNOWN.has(`${name}_count`))).toEqual([]);
    expect(messages.filter((message) => !observability.includes(`| \`${message}\``))).toEqual([]);
    expect(Math.min(named.length, messages.length)).toBeGreaterThan(8);
  });
});

describe('the dashboard', () => {
  it('is of Grafana 10 or later, for any data source, namespace, job and instance', () => {
    expect(DASHBOARD.schemaVersion).toBeGreaterThanOrEqual(38);
    expect(DASHBOARD.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['namespace', 'query'],
      ['job', 'query'],
      ['instance', 'query'],
    ]);
    for (const { datasource } of PANELS) expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  });

  it('has panels that do not overlap, with ids of their own, in rows', () => {
    const { panels } = DASHBOARD;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(overlaps(panels)).toEqual([]);
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      ...['Is it well?', 'Traffic', 'Latency', 'Cards', 'Streams', 'Data', 'Trust', 'Process'],
    ]);
  });

  it('would be seen to overlap', () => {
    const [first] = DASHBOARD.panels;
    expect(overlaps([first!, { ...first!, id: 99 }])).toHaveLength(1);
  });

  it.each(PANELS.map((panel) => [panel.title, panel] as const))(
    '%s says what it shows, in which unit, and asks for what there is',
    (_, panel) => {
      expect(panel.description?.length).toBeGreaterThan(30);
      expect(panel.fieldConfig?.defaults.unit).toMatch(/^[a-z]+$/);
      const { targets = [] } = panel;
      expect(targets.map(({ refId }) => refId)).toEqual(targets.map((__, index) => 'ABCDEF'[index]));
      for (const { expr, legendFormat } of targets) {
        expect(unknownIn(expr)).toEqual([]);
        for (const { text, labels } of selectorsOf(expr))
          expect([text, labels]).toEqual([text, expect.arrayContaining(['namespace', 'job'])]);
        expect(expr).toContain('namespace=~"$namespace", job=~"$job"');
        expect(expr).toContain('job=~"$job"');
        expect(legendFormat).not.toBe('');
      }
    },
  );

  it('calls the same requests slow as the rules that record them do', () => {
    const bounds = (exprs: readonly string[]): readonly string[] => [
      ...new Set(
        exprs
          .flatMap((expr) => selectorsOf(expr))
          .filter(({ metric }) => metric === 'http_request_duration_seconds_bucket')
          .flatMap(({ text }) => /[{ ,]le="([^"]*)"/.exec(text)?.[1] ?? []),
      ),
    ];
    const recorded = bounds(
      RULES.flatMap(({ record, expr }) => (record?.startsWith('iinspect:slow_requests:') ? expr : [])),
    );
    const within = PANELS.flatMap(({ targets = [] }) => targets).filter(({ expr }) => bounds([expr]).length > 0);
    expect(recorded).toHaveLength(1);
    expect(bounds(within.map(({ expr }) => expr))).toEqual(recorded);
    expect(within.map(({ legendFormat }) => legendFormat)).toEqual([`within ${Number(recorded[0]) * 1000} ms`]);
  });
});

function overlaps(panels: readonly Panel[]): readonly (readonly [string, string])[] {
  const pairs = panels.flatMap((one, index) => panels.slice(index + 1).map((other) => [one, other] as const));
  return pairs
    .filter(([one, other]) => meet(one.gridPos, other.gridPos))
    .map(([one, other]) => [one.title, other.title]);
}

function meet(one: GridPos, other: GridPos): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}
