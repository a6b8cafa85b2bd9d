import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FINDING_CODES, type FindingCode } from '../../src/core/finding.js';
import { STATUSES } from '../../src/core/report.js';
import { exposeDataset } from '../../src/metrics/data-metrics.js';
import { HttpMetrics } from '../../src/metrics/http-metrics.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { ReloadMetrics } from '../../src/metrics/reload-metrics.js';
import { ValidationMetrics } from '../../src/metrics/validation-metrics.js';
import { ISSUER_DATA_STATES, ISSUER_LOOKUP_RESULTS, RELOAD_RESULTS } from '../../src/validation/ports.js';
import type { Dataset, IssuerDataset } from '../../src/validation/tables.js';
import { cardReport, iinReport, reloadOutcome } from './sample-reports.js';

const CANARY = '4111990172318496';

let metrics: Metrics;
let observer: ValidationMetrics;

beforeEach(() => {
  metrics = new Metrics('1.2.3');
  observer = new ValidationMetrics(metrics);
  observer.admitBrands(['visa', 'unionpay']);
});

async function valueOf(name: string, labels: Record<string, string>): Promise<number | undefined> {
  const { values } = await metrics.registry.getSingleMetric(name)!.get();
  return values.find((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    ?.value;
}

describe('answers about cards', () => {
  it('are counted by outcome and brand, across scrapes', async () => {
    observer.cardValidated(cardReport('valid', 'visa'));
    observer.cardValidated(cardReport('valid', 'visa'));
    expect(await valueOf('card_validations_total', { outcome: 'valid', brand: 'visa' })).toBe(2);
    observer.cardValidated(cardReport('valid', 'visa'));
    observer.cardValidated(cardReport('invalid', null));
    expect(await valueOf('card_validations_total', { outcome: 'valid', brand: 'visa' })).toBe(3);
    expect(await valueOf('card_validations_total', { outcome: 'invalid', brand: 'none' })).toBe(1);
  });

  it('stand at zero before the first one, so that no increase is missed', async () => {
    for (const outcome of STATUSES) {
      for (const brand of ['visa', 'unionpay', 'other', 'none']) {
        expect(await valueOf('card_validations_total', { outcome, brand })).toBe(0);
      }
    }
    for (const code of FINDING_CODES) expect(await valueOf('card_findings_total', { code })).toBe(0);
  });

  it('count a brand of no loaded table as other, whatever it is called', async () => {
    for (const id of [CANARY, '__proto__', 'constructor', '']) observer.cardValidated(cardReport('valid', id));
    expect(await valueOf('card_validations_total', { outcome: 'valid', brand: 'other' })).toBe(4);
    expect(await metrics.registry.metrics()).not.toContain(CANARY);
  });

  it('count the brands of a table that is loaded later, and keep the counts so far', async () => {
    observer.cardValidated(cardReport('valid', 'visa'));
    observer.admitBrands(['visa', 'troy']);
    observer.cardValidated(cardReport('valid', 'troy'));
    observer.cardValidated(cardReport('valid', 'visa'));
    expect(await valueOf('card_validations_total', { outcome: 'valid', brand: 'troy' })).toBe(1);
    expect(await valueOf('card_validations_total', { outcome: 'valid', brand: 'visa' })).toBe(2);
  });

  it('count every finding, and survive one they do not know', async () => {
    observer.cardValidated(cardReport('invalid', null, ['PAN_TOO_SHORT', 'CHECK_DIGIT_INVALID']));
    const unknown = { ...cardReport('invalid', null), findings: [{ code: CANARY as FindingCode }] } as never;
    expect(() => observer.cardValidated(unknown)).not.toThrow();
    expect(await valueOf('card_findings_total', { code: 'PAN_TOO_SHORT' })).toBe(1);
    expect(await valueOf('card_findings_total', { code: 'CHECK_DIGIT_INVALID' })).toBe(1);
    expect(await metrics.registry.metrics()).not.toContain(CANARY);
  });
});

it('prefix lookups are counted by what they found', async () => {
  observer.iinLookedUp(iinReport(true));
  observer.iinLookedUp(iinReport(false));
  observer.iinLookedUp(iinReport(false, true));
  expect(await valueOf('card_iin_lookups_total', { result: 'decided' })).toBe(1);
  expect(await valueOf('card_iin_lookups_total', { result: 'undecided' })).toBe(1);
  expect(await valueOf('card_iin_lookups_total', { result: 'unknown' })).toBe(1);
});

it('requests are timed by method, route template and status class', async () => {
  new HttpMetrics(metrics).requestFinished({
    requestId: CANARY,
    method: 'GET',
    route: '/v1/iins/:prefix',
    status: 404,
    durationMs: 12,
    bytes: 3,
  });
  const text = await metrics.registry.metrics();
  expect(text).toContain(
    'http_request_duration_seconds_sum{method="GET",route="/v1/iins/:prefix",status_class="4xx"} 0.012',
  );
  expect(text).not.toContain(CANARY);
});

it('issuer look-ups are counted by how many issuers they found, and stand at zero before the first', async () => {
  for (const result of ISSUER_LOOKUP_RESULTS) expect(await valueOf('card_issuer_lookups_total', { result })).toBe(0);
  observer.issuerLookedUp('hit');
  observer.issuerLookedUp('hit');
  observer.issuerLookedUp('miss');
  expect(await valueOf('card_issuer_lookups_total', { result: 'hit' })).toBe(2);
  expect(await valueOf('card_issuer_lookups_total', { result: 'several' })).toBe(0);
  expect(await valueOf('card_issuer_lookups_total', { result: 'miss' })).toBe(1);
});

describe('loads of issuer data', () => {
  it('are counted by what came of them and timed, and stand at zero before the first', async () => {
    const reloads = new ReloadMetrics(metrics);
    for (const result of RELOAD_RESULTS) expect(await valueOf('card_issuer_reloads_total', { result })).toBe(0);
    reloads.reloadEnded(reloadOutcome({ result: 'refused', durationMs: 1500 }));
    reloads.reloadEnded(reloadOutcome({ result: 'swapped', durationMs: 40 }));
    expect(await valueOf('card_issuer_reloads_total', { result: 'refused' })).toBe(1);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^card_issuer_reload_duration_seconds_sum 1\.54$/m);
    expect(text).toMatch(/^card_issuer_reload_duration_seconds_bucket\{le="0\.05"\} 1$/m);
  });

  it('show in the gauges when they are scraped', async () => {
    let issuerData = NO_ISSUER_DATA;
    exposeDataset(metrics, { dataset: () => ({ ...dataset('2026-11-22-abababab'), issuerData }) });
    expect(await metrics.registry.metrics()).not.toMatch(/^card_issuer_data_(info|built|loaded)/m);
    expect(await valueOf('card_issuer_data_state', { state: 'none' })).toBe(1);
    issuerData = {
      ...{ state: 'stale', fault: CANARY, checkedAt: new Date(), sizeBytes: 9, files: [], rowCount: 42 },
      ...{ version: '2026-11-20-cdcdcdcd', sha256: 'cd'.repeat(32) },
      ...{ builtAt: new Date('2026-11-20T00:00:00Z'), loadedAt: new Date('2026-11-22T10:00:00Z') },
    };
    const text = await metrics.registry.metrics();
    expect(text).toContain(`card_issuer_data_info{version="2026-11-20-cdcdcdcd",sha256="${'cd'.repeat(32)}"} 1`);
    expect(text).toMatch(/^card_issuer_data_built_timestamp_seconds 1795132800$/m);
    expect(text).toMatch(/^card_issuer_data_loaded_timestamp_seconds 1795341600$/m);
    expect(text).toMatch(/^card_issuer_data_rows 42$/m);
    for (const state of ISSUER_DATA_STATES) {
      expect(await valueOf('card_issuer_data_state', { state })).toBe(state === 'stale' ? 1 : 0);
    }
    expect(text).not.toContain(CANARY);
  });
});

const NO_ISSUER_DATA: IssuerDataset = {
  ...{ state: 'none', fault: null, checkedAt: null, version: null, sha256: null, sizeBytes: null },
  ...{ builtAt: null, loadedAt: null, rowCount: 0, files: [] },
};

function dataset(dataVersion: string): Dataset {
  const loadedAt = new Date('2026-11-22T10:00:00Z');
  const released = '2026-11-22';
  const issuerData = NO_ISSUER_DATA;
  return {
    dataVersion,
    sha256: 'ab'.repeat(32),
    released,
    loadedAt,
    rangeCount: 7,
    brandCount: 2,
    issuerData,
  } as Dataset;
}

it('the data gauges follow a reload without being told', async () => {
  let current = dataset('2026-11-22-abababab');
  exposeDataset(metrics, { dataset: () => current });
  expect(await metrics.registry.metrics()).toContain('card_data_info{version="2026-11-22-abababab"');
  current = dataset('2026-12-01-cdcdcdcd');
  const text = await metrics.registry.metrics();
  expect(text).toContain('card_data_info{version="2026-12-01-cdcdcdcd"');
  expect(text).not.toContain('2026-11-22-abababab');
  expect(text).toMatch(/^card_data_loaded_timestamp_seconds 1795341600$/m);
  expect(text).toMatch(/^card_data_ranges 7$/m);
  expect(text).toMatch(/^card_data_released_timestamp_seconds 1795305600$/m);
});

describe('the exposition', () => {
  it('has the names, types and labels of the contract', () => {
    const contract = readFileSync(new URL('../contract/metrics.txt', import.meta.url), 'utf8');
    const comparable = (line: string) => process.platform === 'linux' || !line.includes(' process_');
    expect(contractLines(metrics).filter(comparable)).toEqual(contract.trimEnd().split('\n').filter(comparable));
  });

  it('starts every card metric with card_ and says what it is', async () => {
    for (const { name, help } of await metrics.registry.getMetricsAsJSON()) {
      expect(name).toMatch(/^(card|http|process|nodejs)_[a-z0-9_]+$/);
      expect(help.length).toBeGreaterThan(10);
    }
  });

  it('does not count together with another application of the process', async () => {
    observer.cardValidated(cardReport('valid', 'visa'));
    const text = await new Metrics('1.2.3').registry.metrics();
    expect(text).not.toContain('brand="visa"');
  });

  it('passes promtool check metrics', async () => {
    observer.cardValidated(cardReport('valid', 'visa'));
    exposeDataset(metrics, { dataset: () => dataset('2026-11-22-abababab') });
    new ReloadMetrics(metrics).reloadEnded(reloadOutcome());
    if (!hasPromtool()) return;
    expect(promtool(await metrics.registry.metrics())).toEqual({ output: '', status: 0 });
    // The check must be able to fail: this is what prom-client would expose by default.
    expect(promtool('# HELP x_total x\n# TYPE x_total gauge\nx_total 1\n').status).not.toBe(0);
  });
});

function hasPromtool(): boolean {
  if (!spawnSync('promtool', ['--version']).error) return true;
  process.stderr.write('skipped: promtool is not installed (apt-get install prometheus)\n');
  return false;
}

function promtool(input: string): { output: string; status: number | null } {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  return { output: `${stdout}${stderr}`, status };
}

/** `type name{labels}`, sorted; what dashboards and alerts hang on. Some `process_` metrics exist on Linux only. */
function contractLines({ registry }: Metrics): readonly string[] {
  return registry
    .getMetricsAsArray()
    .map((metric) => {
      const { labelNames = [] } = metric as { labelNames?: readonly string[] };
      return `${metric.type as unknown as string} ${metric.name}{${[...labelNames].sort().join(',')}}`;
    })
    .sort();
}
