import { totalmem } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { containerLimit } from '../../src/metrics/capacity-metrics.js';
import { asAsked, DASHBOARD, PANELS } from './dashboard-file.js';
import { selectorsOf } from './expressions.js';
import { LiveService } from './live-service.js';
import { Prometheus } from './prometheus.js';
import { ALERTS_TEXT, hasTool, RULES } from './rule-files.js';
import { drive } from './traffic.js';

// Starts processes and waits for what they see; nothing here is about how fast.
jest.setTimeout(300_000);

/** Of these there is nothing to be seen here: no Kubernetes, and where the machine sets no limit, none of the container. */
const UNSEEN = containerLimit(process.constrainedMemory(), totalmem()) === null ? /^kube_|of="container"/ : /^kube_/;

/** The rules as they are, but nobody wants to wait. */
const HASTY_RULES = ALERTS_TEXT.replaceAll(/^( +for:) .*$/gm, '$1 3s');

/** What a busy machine alone may lead to. */
const BUSY = /Latency|EventLoopLate|NotReady/;

const ANSWERS = {
  ...{ valid: 200, invalid: 200, luhn: 200, prefix: 200, graphql: 200, batch: 200, stream: 200 },
  ...{ badShape: 422, nowhere: 404, stranger: 401, poor: 429, reload: 202, overfull: 503 },
};

(hasTool('prometheus') ? describe : describe.skip)('a Prometheus beside the service', () => {
  const service = new LiveService();
  const prometheus = new Prometheus();

  beforeAll(async () => {
    await service.start();
    await prometheus.start(service.target, HASTY_RULES);
    const seen = async (): Promise<boolean> => (await prometheus.query('up == 1')).length === 1;
    await prometheus.eventually(seen);
    expect(await drive(service)).toEqual(ANSWERS);
    // Each rate wants a reading before what it counts, and one after.
    for (const expr of [
      'rate(card_shed_total[1m]) > 0',
      'iinspect:bad_requests:ratio_rate3d > 0',
      'iinspect:slow_requests:ratio_rate3d',
    ])
      // More than one series where a busy machine makes the service refuse for a second reason.
      await prometheus.eventually(async () => (await prometheus.query(expr)).length > 0);
  });
  afterAll(async () => {
    await prometheus.stop();
    await service.remove();
  });

  it('takes every rule, and none fails', async () => {
    const rules = await prometheus.rules();
    expect(rules.map(({ name }) => name).sort()).toEqual(RULES.map(({ alert, record }) => alert ?? record).sort());
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  it('has a series for each metric with its labels that a rule or a panel asks for', async () => {
    const panels = PANELS.flatMap(({ targets = [] }) => targets.map(({ expr }) => asAsked(expr)));
    const selectors = new Set(
      [...RULES.map(({ expr }) => expr), ...panels].flatMap((expr) => selectorsOf(expr)).map(({ text }) => text),
    );
    const unseen: string[] = [];
    for (const selector of selectors) if ((await prometheus.query(selector)).length === 0) unseen.push(selector);
    expect(selectors.size).toBeGreaterThan(60);
    expect(unseen.filter((selector) => !UNSEEN.test(selector) && !selector.startsWith('ALERTS'))).toEqual([]);
    expect(await prometheus.query('card_requests_total{result="no_such_result"}')).toEqual([]);
  });

  it.each(PANELS.map((panel) => [panel.title, panel] as const))('answers the panel %s', async (_, { targets = [] }) => {
    const silent: string[] = [];
    for (const { expr } of targets) if ((await prometheus.query(asAsked(expr))).length === 0) silent.push(expr);
    expect(silent.filter((expr) => !UNSEEN.test(expr))).toEqual([]);
    expect(targets.length).toBeGreaterThan(0);
  });

  it('fills the variables of the dashboard', async () => {
    const [, ...variables] = DASHBOARD.templating.list;
    expect(variables.map(({ name }) => name)).toEqual(['namespace', 'job', 'instance']);
    const [build] = await prometheus.query('card_build_info');
    expect(build?.metric).toMatchObject({ job: 'iinspect', instance: service.target });
  });

  it('counts what became of requests', async () => {
    const results = await prometheus.query('card_requests_total');
    const counts = Object.fromEntries(results.map(({ metric, value }) => [metric['result'], Number(value[1])]));
    expect(counts).toMatchObject({ failed: 0, unavailable: 0 });
    expect(counts.answered).toBeGreaterThanOrEqual(6);
    expect(counts.refused).toBeGreaterThanOrEqual(4);
    expect(counts.aborted).toBeGreaterThanOrEqual(1);
  });

  it('calls for what is wrong, and for nothing else', async () => {
    // No Redis, no collector, and what was refused while it was full: of so few requests more than one in seventy.
    const wrong = [
      ...['IinspectBudgetStoreDown', 'IinspectErrorBudgetBurnsFast', 'IinspectErrorBudgetBurnsSlowly', 'IinspectSheds'],
      'IinspectTracesLost',
    ];
    for (const alert of wrong) await prometheus.eventually(() => isFiring(prometheus, alert));
    const firing = (await prometheus.alerts()).map(({ labels }) => labels['alertname'] ?? '');
    expect(firing.filter((alert) => !BUSY.test(alert)).sort()).toEqual(wrong);
  });

  it('calls when the file of keys is damaged, and when the service is gone', async () => {
    service.damageKeys();
    await prometheus.eventually(() => isFiring(prometheus, 'IinspectCredentialsNotTaken'));
    await service.kill();
    await prometheus.eventually(() => isFiring(prometheus, 'IinspectDown'));
    // It waited first, as it says.
    expect(
      await prometheus.query(
        'count_over_time(ALERTS{alertname="IinspectDown", alertstate="pending", job="iinspect"}[10m])',
      ),
    ).toHaveLength(1);
    for (const { annotations, labels } of await prometheus.alerts()) {
      expect(labels['severity']).toMatch(/^(?:page|ticket)$/);
      expect(Object.values(annotations).join(' ')).not.toMatch(/<no value>|<error|\{\{| {2}/);
    }
  });
});

async function isFiring(prometheus: Prometheus, alert: string): Promise<boolean> {
  return (await prometheus.alerts()).some(({ labels, state }) => labels['alertname'] === alert && state === 'firing');
}
