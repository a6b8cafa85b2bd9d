/** All rules over what one overlay renders to. */
import { at, type RuledFinding, type Rule } from './finding.ts';
import type { Manifest } from './objects.ts';
import { EVERYBODY_RULES } from './rules/everybody.rules.ts';
import { FILE_RULES } from './rules/file.rules.ts';
import { HARDENING_RULES } from './rules/hardening.rules.ts';
import { JOB_RULES } from './rules/job.rules.ts';
import { MEASURED_RULES } from './rules/measured.rules.ts';
import { MONITOR_RULES } from './rules/monitor.rules.ts';
import { NETWORK_RULES } from './rules/network.rules.ts';
import { NETWORK_OUT_RULES } from './rules/network-out.rules.ts';
import { NETWORK_PORT_RULES } from './rules/network-port.rules.ts';
import { NODE_OPTIONS_RULES } from './rules/node-options.rules.ts';
import { POD_RULES } from './rules/pod.rules.ts';
import { POD_SECURITY_RULES } from './rules/pod-security.rules.ts';
import { REFERENCE_RULES } from './rules/reference.rules.ts';
import { SCALING_RULES } from './rules/scaling.rules.ts';
import { SELECTION_RULES } from './rules/selection.rules.ts';
import { SERVING_RULES } from './rules/serving.rules.ts';
import { SOCKET_RULES } from './rules/socket.rules.ts';
import { SYNTAX_RULES } from './rules/syntax.rules.ts';
import { UPKEEP_RULES } from './rules/upkeep.rules.ts';
import { VOLUME_RULES } from './rules/volume.rules.ts';
import { WORKLOAD_RULES } from './rules/workload.rules.ts';
import { type Schema, SCHEMA_RULES, schemaFindings } from './schema.ts';
import type { ServiceFacts } from './service-facts.ts';

const RULES: readonly Rule[] = [
  ...SYNTAX_RULES,
  ...POD_RULES,
  ...VOLUME_RULES,
  ...WORKLOAD_RULES,
  ...SELECTION_RULES,
  ...EVERYBODY_RULES,
  ...SCALING_RULES,
  ...REFERENCE_RULES,
  ...SERVING_RULES,
  ...NODE_OPTIONS_RULES,
  ...FILE_RULES,
  ...SOCKET_RULES,
  ...NETWORK_RULES,
  ...NETWORK_PORT_RULES,
  ...NETWORK_OUT_RULES,
  ...JOB_RULES,
  ...MONITOR_RULES,
  ...MEASURED_RULES,
  ...UPKEEP_RULES,
  ...POD_SECURITY_RULES,
  ...HARDENING_RULES,
];

const SPEC_THERE = 'spec-there';

export const RULE_NAMES: readonly string[] = [...SCHEMA_RULES, SPEC_THERE, ...RULES.map(({ name }) => name)];

/** After these nothing else is asked: the rules read fields, of the right kind, and would only say the same in other words. */
const SHAPE_RULES: readonly string[] = ['field-there', 'field-type', SPEC_THERE];

/** @param schema null where Kubernetes' file is not: the other rules are asked all the same. */
export async function check(
  manifests: readonly Manifest[],
  service: ServiceFacts,
  schema: Schema | null,
): Promise<readonly RuledFinding[]> {
  const found: RuledFinding[] = [
    ...(schema === null ? [] : schemaFindings(manifests, schema)),
    ...withoutSpec(manifests),
  ];
  if (found.some(({ rule }) => SHAPE_RULES.includes(rule))) return found;
  for (const rule of RULES) {
    for await (const finding of rule.check(manifests, service)) found.push({ ...finding, rule: rule.name });
  }
  return found;
}

const KINDS_WITHOUT_SPEC = ['ConfigMap', 'Namespace', 'Secret', 'ServiceAccount'];

/** To the schema a spec is optional everywhere; the apiserver then misses what is in it. */
function withoutSpec(manifests: readonly Manifest[]): readonly RuledFinding[] {
  return manifests.flatMap((manifest) => {
    const { kind, spec } = manifest;
    if (KINDS_WITHOUT_SPEC.includes(kind)) return [];
    const { template } = (spec ?? {}) as { readonly template?: { readonly spec?: unknown } };
    const isMissing = spec === undefined || (template !== undefined && template.spec === undefined);
    return isMissing
      ? [{ ...at(manifest, spec === undefined ? 'spec' : 'spec.template.spec', 'something'), rule: SPEC_THERE }]
      : [];
  });
}
