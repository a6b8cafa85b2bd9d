/**
 * Jobs: what the apiserver refuses (https://kubernetes.io/docs/concepts/workloads/controllers/job/), and the contract of docs/scale-out.md.
 */
import { expand, JOB_INDEX } from '../environment.ts';
import { at, type Finding, type Rule } from '../finding.ts';
import type { Container, Manifest, PodSpec } from '../objects.ts';
import { isOurs, workloadsOf } from '../workloads.ts';

interface JobSpec {
  readonly completionMode?: string;
  readonly completions?: number;
  readonly parallelism?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly podFailurePolicy?: { readonly rules: readonly FailureRule[] };
  readonly template: { readonly spec: PodSpec };
}

interface FailureRule {
  readonly action: string;
  readonly onExitCodes?: {
    readonly containerName?: string;
    readonly operator: string;
    readonly values: readonly number[];
  };
  readonly onPodConditions?: readonly { readonly type: string; readonly status?: string }[];
}

interface Job {
  readonly manifest: Manifest;
  readonly path: string;
  readonly spec: JobSpec;
}

function jobsIn(manifests: readonly Manifest[]): readonly Job[] {
  return workloadsOf(manifests).flatMap(({ manifest }) => {
    if (manifest.kind === 'Job') return [{ manifest, path: 'spec', spec: manifest.spec as JobSpec }];
    if (manifest.kind !== 'CronJob') return [];
    const { jobTemplate } = manifest.spec as { readonly jobTemplate: { readonly spec: JobSpec } };
    return [{ manifest, path: 'spec.jobTemplate.spec', spec: jobTemplate.spec }];
  });
}

const fields: Rule = {
  name: 'job-fields',
  *check(manifests) {
    for (const { manifest, path, spec } of jobsIn(manifests)) {
      for (const [field, expected] of jobFaults(spec)) yield at(manifest, `${path}.${field}`, expected);
    }
  },
};

function* jobFaults({
  completionMode,
  completions,
  backoffLimitPerIndex,
  maxFailedIndexes,
  podFailurePolicy,
  template,
}: JobSpec): Iterable<readonly [string, string]> {
  const isIndexed = completionMode === 'Indexed';
  if (isIndexed && completions === undefined) yield ['completions', 'a number in an Indexed job'];
  if (!isIndexed && backoffLimitPerIndex !== undefined)
    yield ['backoffLimitPerIndex', 'nothing in a job that is not Indexed'];
  if (maxFailedIndexes !== undefined && (backoffLimitPerIndex === undefined || maxFailedIndexes > (completions ?? 0))) {
    yield ['maxFailedIndexes', 'at most completions, and only beside backoffLimitPerIndex'];
  }
  if (podFailurePolicy === undefined) return;
  if (template.spec.restartPolicy !== 'Never') yield ['template.spec.restartPolicy', 'Never beside a podFailurePolicy'];
  for (const [index, rule] of podFailurePolicy.rules.entries()) {
    const place = `podFailurePolicy.rules[${index}]`;
    if ((rule.onExitCodes === undefined) === (rule.onPodConditions === undefined))
      yield [place, 'onExitCodes or onPodConditions, and not both'];
    if (rule.action === 'FailIndex' && backoffLimitPerIndex === undefined)
      yield [`${place}.action`, 'FailIndex only beside backoffLimitPerIndex'];
    if (rule.onExitCodes?.operator === 'In' && rule.onExitCodes.values.includes(0))
      yield [`${place}.onExitCodes.values`, 'no 0: that is success'];
  }
}

const SHARD = /^--shard(?:=(.*))?$/;

/** `i/n`, in either way to write an option. */
function shardOf({ args = [] }: Container): string | null {
  const index = args.findIndex((arg) => SHARD.test(arg));
  if (index < 0) return null;
  return SHARD.exec(args[index] ?? '')?.[1] ?? args[index + 1] ?? '';
}

const shards: Rule = {
  name: 'job-shards',
  *check(manifests) {
    for (const { manifest, path, spec } of jobsIn(manifests)) {
      for (const container of spec.template.spec.containers.filter(isOurs)) {
        const shard = shardOf(container);
        if (shard === null) continue;
        const place = `${path}.template.spec.containers[${container.name}].args`;
        const expected = `$(JOB_COMPLETION_INDEX)/${spec.completions ?? 0}`;
        if (shard !== expected)
          yield at(manifest, place, `--shard=${expected}: every line in one shard, and every shard in one pod`);
        if (spec.completionMode !== 'Indexed')
          yield at(manifest, `${path}.completionMode`, 'Indexed, or all pods would take the same shard');
        yield* outputFaults(manifest, place, container.args ?? []);
      }
    }
  },
};

/** Two shards that write the same file leave one of them. `--fail-on` ends with 1, which would count as a failure. */
function* outputFaults(manifest: Manifest, path: string, args: readonly string[]): Iterable<Finding> {
  for (const [index, arg] of args.entries()) {
    const [name = '', value = args[index + 1] ?? ''] = arg.split('=', 2);
    if (!['-o', '--output', '--summary'].includes(name)) continue;
    if (!value.includes('$(JOB_COMPLETION_INDEX)'))
      yield at(manifest, path, `$(JOB_COMPLETION_INDEX) in the name that ${name} gets`);
  }
  if (args.some((arg) => /^--fail-on(?:=|$)/.test(arg)))
    yield at(manifest, path, 'no --fail-on: its exit code 1 would count as a failure');
}

/** `iinspect summary merge` adds up what the shards wrote: each of them, once. */
const merges: Rule = {
  name: 'job-merge',
  *check(manifests) {
    const jobs = jobsIn(manifests);
    const wanted = jobs.flatMap(({ spec }) =>
      spec.template.spec.containers.filter(isOurs).flatMap((container) => summariesOf(container, spec)),
    );
    for (const { manifest, path, spec } of jobs) {
      for (const { name, args = [] } of spec.template.spec.containers.filter(isOurs)) {
        if (wanted.length === 0 || args.slice(0, 2).join(' ') !== 'summary merge') continue;
        if ([...args.slice(2)].sort().join() !== [...wanted].sort().join()) {
          yield at(
            manifest,
            `${path}.template.spec.containers[${name}].args`,
            `the summaries of all ${wanted.length} shards, each once`,
          );
        }
      }
    }
  },
};

function summariesOf({ args = [] }: Container, { completions = 0 }: JobSpec): readonly string[] {
  const summary = args.find((arg) => arg.startsWith('--summary='))?.slice('--summary='.length);
  if (summary?.includes('$(JOB_COMPLETION_INDEX)') !== true) return [];
  return Array.from({ length: completions }, (_, index) => expand(summary, { [JOB_INDEX]: String(index) }));
}

/** docs/scale-out.md: trying again does not help. */
export const FINAL_CODES = [64, 65];

const failures: Rule = {
  name: 'job-failures',
  *check(manifests) {
    for (const { manifest, path, spec } of jobsIn(manifests)) {
      if (!spec.template.spec.containers.some(isOurs)) continue;
      const rules = spec.podFailurePolicy?.rules ?? [];
      const final = rules
        .filter(({ action }) => action === 'FailJob' || action === 'FailIndex')
        .flatMap(({ onExitCodes }) => (onExitCodes?.operator === 'In' ? onExitCodes.values : []));
      if ([...final].sort((one, other) => one - other).join() !== FINAL_CODES.join()) {
        yield at(
          manifest,
          `${path}.podFailurePolicy`,
          'FailJob or FailIndex for the exit codes 64 and 65 and no others (docs/scale-out.md)',
        );
      }
      const ignored = rules
        .filter(({ action }) => action === 'Ignore')
        .flatMap(({ onPodConditions = [] }) => onPodConditions.map(({ type }) => type));
      if (!ignored.includes('DisruptionTarget'))
        yield at(manifest, `${path}.podFailurePolicy`, 'Ignore for DisruptionTarget: a drained node is no failure');
    }
  },
};

export const JOB_RULES: readonly Rule[] = [fields, shards, merges, failures];
