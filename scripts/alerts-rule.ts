const RUNBOOK = 'runbook_url: docs/runbook.md#';

const HEAD = `# Made from alerts.yaml by \`npm run alerts:build\`: change that file, not this one.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: iinspect
  labels:
    app.kubernetes.io/name: iinspect
    app.kubernetes.io/component: monitoring
spec:
`;

/**
 * The same rules as Prometheus' operator wants them. Lines are moved and nothing is parsed, so that what promtool has checked is what runs.
 *
 * @param runbookBase Where people read docs/runbook.md, without a slash at the end; empty leaves the path alone.
 */
export function wrapRules(rules: string, runbookBase: string): string {
  const lines = rules.trimEnd().split('\n');
  const groups = lines.slice(lines.indexOf('groups:')).map((line) => (line === '' ? '' : `  ${line}`));
  const text = `${HEAD}${groups.join('\n')}\n`;
  return runbookBase === '' ? text : text.replaceAll(RUNBOOK, `runbook_url: ${runbookBase}/docs/runbook.md#`);
}
