/**
 * `npm run alerts:build [-- --check] [-- --runbook-base https://…]`: wraps k8s/components/monitoring/alerts.yaml into prometheus-rule.yaml
 * beside it. With `--check` nothing is written; a difference is exit code 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wrapRules } from './alerts-rule.ts';

const FOLDER = join(import.meta.dirname, '..', 'k8s', 'components', 'monitoring');
const TARGET = join(FOLDER, 'prometheus-rule.yaml');

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, 'runbook-base': { type: 'string', default: '' } },
});
const text = wrapRules(readFileSync(join(FOLDER, 'alerts.yaml'), 'utf8'), values['runbook-base']);
if (!values.check) writeFileSync(TARGET, text);
const isSame = readFileSync(TARGET, 'utf8') === text;
console.log(
  isSame
    ? 'prometheus-rule.yaml holds the rules of alerts.yaml.'
    : 'prometheus-rule.yaml is not what alerts.yaml makes.',
);
process.exitCode = isSame ? 0 : 1;
