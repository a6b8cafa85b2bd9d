import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const PROJECT = join(import.meta.dirname, '..', '..');
export const MONITORING = join(PROJECT, 'k8s', 'components', 'monitoring');
export const CASES = join(import.meta.dirname, 'rules');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** A test of `promtool test rules`. Its name begins with the alert it is about. */
export interface RuleCase {
  readonly name: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

export interface CaseFile {
  readonly evaluation_interval: string;
  readonly tests: readonly RuleCase[];
}

export const ALERTS_TEXT = readFileSync(join(MONITORING, 'alerts.yaml'), 'utf8');
export const RULES = (parse(ALERTS_TEXT) as RuleFile).groups.flatMap(({ rules }) => rules);
export const ALERTS = RULES.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);

export const CASE_FILES: readonly CaseFile[] = readdirSync(CASES).map(
  (file) => parse(readFileSync(join(CASES, file), 'utf8')) as CaseFile,
);

/** Those of one alert, with the interval they are evaluated at. */
export function casesOf(alert: string): readonly CaseFile[] {
  return CASE_FILES.map((file) => ({
    ...file,
    tests: file.tests.filter(({ name }) => aboutOf(name) === alert),
  })).filter(({ tests }) => tests.length > 0);
}

export function aboutOf(caseName: string): string {
  return caseName.split(' ')[0] ?? '';
}

/** The alert, and what it is recorded from. */
export function neededBy(alert: Rule): readonly Rule[] {
  return [...RULES.filter(({ record }) => record !== undefined && alert.expr.includes(record)), alert];
}

/** Whether there is such a program. In CI there has to be. */
export function hasTool(tool: 'promtool' | 'prometheus'): boolean {
  if (!spawnSync(tool, ['--version']).error) return true;
  if (process.env['CI'] === 'true') throw new Error('Prometheus is not installed, and CI has to have it.');
  process.stderr.write(`skipped: ${tool} is not installed (apt-get install prometheus)\n`);
  return false;
}

/** What promtool says of it; empty while all is well. */
export function promtool(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

export function run(script: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(PROJECT, script), ...args], { encoding: 'utf8' });
}
