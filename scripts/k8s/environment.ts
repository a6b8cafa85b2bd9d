/** The environment that a container of ours gets, put together as kubelet does it, with stand-ins for what only the cluster knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Container, type EnvironmentVariable, inSameNamespace, type Manifest, ofKind } from './objects.ts';

export type Environment = Readonly<Record<string, string>>;

const DOCKERFILE = join(import.meta.dirname, '../../Dockerfile');

/** `ENV` of the last stage of the Dockerfile: every container of ours has it. */
export function imageEnvironment(dockerfile = readFileSync(DOCKERFILE, 'utf8')): Environment {
  const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const lines = lastStage.replaceAll('\\\n', ' ').matchAll(/^ENV +(.*)$/gm);
  const pairs = [...lines].flatMap(([, line = '']) => [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)]);
  return Object.fromEntries(pairs.map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain]));
}

const IMAGE_ENVIRONMENT = imageEnvironment();

/** For values from Secrets and of the pod itself. Of the right kind, and nothing else is known of them. */
const STAND_INS: Environment = {
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=stand-in',
  REDIS_URL: 'rediss://stand-in:6379',
};

/** Set by the job controller: https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode */
export const JOB_INDEX = 'JOB_COMPLETION_INDEX';

/** What the container is given by name; the image's own and the index of a job are not. */
export function givenEnvironment(container: Container, owner: Manifest, manifests: readonly Manifest[]): Environment {
  const given: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name);
    if (map !== undefined && inSameNamespace(map, owner)) Object.assign(given, map.data);
  }
  for (const variable of container.env ?? []) given[variable.name] = valueOf(variable, given, manifests);
  return given;
}

export function wholeEnvironment(given: Environment): Environment {
  return { ...IMAGE_ENVIRONMENT, ...given };
}

function valueOf(
  { name, value = '', valueFrom }: EnvironmentVariable,
  before: Environment,
  manifests: readonly Manifest[],
): string {
  if (valueFrom === undefined) return expand(value, before);
  const { configMapKeyRef: from } = valueFrom;
  if (from === undefined) return STAND_INS[name] ?? 'stand-in';
  return ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === from.name)?.data?.[from.key] ?? '';
}

/** `$(NAME)` of what came before; `$$` is a dollar. Source: the description of `EnvVar.value` in Kubernetes' OpenAPI file. */
export function expand(text: string, environment: Environment): string {
  return text.replace(/\$(?:\$|\(([\w.-]+)\))/g, (whole, name?: string) =>
    name === undefined ? '$' : (environment[name] ?? whole),
  );
}
