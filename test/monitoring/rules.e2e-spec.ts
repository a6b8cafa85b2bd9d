import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import { type Mutant, mutantsOf } from './mutants.js';
import { ALERTS, type CaseFile, casesOf, hasTool, MONITORING, neededBy, promtool, type Rule } from './rule-files.js';

// Each of some hundred wrong rules has to be seen by its cases, and promtool takes a while; nothing here is about how long.
jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'iinspect-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** The alert alone, with what it is recorded from and the cases about it: the whole file would be evaluated for each. */
function writeCases(rules: readonly Rule[], cases: readonly CaseFile[]): readonly string[] {
  const name = String((count += 1));
  writeFileSync(join(folder, `${name}.rules.yaml`), stringify({ groups: [{ name: 'one', rules }] }));
  return cases.map((file, index) => {
    const path = join(folder, `${name}-${index}.test.yaml`);
    writeFileSync(path, stringify({ ...file, rule_files: [`${name}.rules.yaml`] }));
    return path;
  });
}

/** @returns What promtool says; empty if all cases hold. */
function judge(alert: Rule, cases: readonly CaseFile[]): string {
  return promtool('test', 'rules', ...writeCases(neededBy(alert), cases));
}

/** One case after the other, as the first that fails is enough. */
function isSeen(alert: string, { rule, caughtBy }: Mutant): boolean {
  return casesOf(alert).some(({ tests, ...file }) =>
    tests
      .filter(({ name }) => name.startsWith(`${alert} ${caughtBy}`))
      .some((test) => judge(rule, [{ ...file, tests: [test] }]) !== ''),
  );
}

(hasTool('promtool') ? describe : describe.skip)('promtool', () => {
  it('finds nothing wrong with the rules', () => {
    expect(promtool('check', 'rules', join(MONITORING, 'alerts.yaml'))).toBe('');
  });

  it('can find something wrong', () => {
    const [path = ''] = writeCases([{ record: 'x', expr: 'sum(' }], [{ evaluation_interval: '1m', tests: [] }]);
    expect(promtool('check', 'rules', path.replace('-0.test', '.rules'))).toContain('parse error');
  });

  it.each(ALERTS.map((alert) => [alert.alert, alert] as const))(
    '%s fires and is silent where it should',
    (_, alert) => {
      expect(judge(alert, casesOf(alert.alert))).toBe('');
    },
  );

  it.each(ALERTS.map((alert) => [alert.alert, alert] as const))('%s cannot be moved unseen', (name, alert) => {
    const mutants = mutantsOf(alert);
    const unseen = mutants.filter((mutant) => !isSeen(name, mutant));
    expect(mutants.length).toBeGreaterThanOrEqual(2);
    expect(unseen.map(({ what }) => what)).toEqual([]);
  });
});
