/**
 * What the apiserver refuses although the schema allows it: names and labels.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
 */
import { at, type Finding, type Rule } from '../finding.ts';
import { type Labels, type Manifest, nameOf, type Selector } from '../objects.ts';
import { workloadsOf } from '../workloads.ts';

export const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** Services of older kinds of names: they may not begin with a digit. */
const DNS_1035 = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LABEL_NAME = /^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const CONFIG_KEY = /^[\w.-]{1,253}$/;

const CONFIG_BYTES_MAX = 1024 ** 2;
const ANNOTATIONS_BYTES_MAX = 256 * 1024;

/** Their names become labels of pods, or names of hosts. */
const SHORT_NAMES = new Set(['CronJob', 'Job', 'Namespace']);

const objectNames: Rule = {
  name: 'object-name',
  *check(manifests) {
    for (const manifest of manifests) {
      const { name, namespace } = manifest.metadata;
      const { form, expected } = formOf(manifest);
      if (!form.test(name)) yield at(manifest, 'metadata.name', expected);
      if (namespace !== undefined && !DNS_LABEL.test(namespace)) {
        yield at(manifest, 'metadata.namespace', 'a DNS label: small letters, digits and -, at most 63');
      }
    }
  },
};

function formOf({ kind }: Manifest): { form: RegExp; expected: string } {
  if (kind === 'Service') {
    return {
      form: DNS_1035,
      expected: 'a DNS label that begins with a letter: small letters, digits and -, at most 63',
    };
  }
  if (SHORT_NAMES.has(kind)) {
    return { form: DNS_LABEL, expected: 'a DNS label: small letters, digits and -, at most 63' };
  }
  return { form: DNS_SUBDOMAIN, expected: 'a DNS name: small letters, digits, - and ., at most 253' };
}

const oneOfEach: Rule = {
  name: 'object-once',
  *check(manifests) {
    const seen = new Set<string>();
    for (const manifest of manifests) {
      const key = `${manifest.metadata.namespace ?? ''} ${manifest.apiVersion} ${nameOf(manifest)}`;
      if (seen.has(key)) yield at(manifest, 'metadata.name', 'one object of this kind and name, not two');
      seen.add(key);
    }
  },
};

const labels: Rule = {
  name: 'label-syntax',
  *check(manifests) {
    for (const manifest of manifests) {
      yield* labelFindings(manifest, manifest.metadata.labels, 'metadata.labels');
      for (const { path, selector } of selectorsIn(manifest.spec, 'spec')) {
        yield* labelFindings(manifest, selector.matchLabels, `${path}.matchLabels`);
      }
    }
    for (const { manifest, path, labels: given } of workloadsOf(manifests)) {
      if (path !== '') yield* labelFindings(manifest, given, `${path}.metadata.labels`);
    }
  },
};

function* labelFindings(manifest: Manifest, given: Labels | undefined, path: string): Iterable<Finding> {
  for (const [key, value] of Object.entries(given ?? {})) {
    if (!isLabelKey(key))
      yield at(
        manifest,
        `${path}[${key}]`,
        'a key of at most 63 letters, digits, -, _ and ., behind a DNS name and / if any',
      );
    if (value !== '' && !LABEL_NAME.test(value)) {
      yield at(
        manifest,
        `${path}[${key}]`,
        'a value of at most 63 letters, digits, -, _ and ., that begins and ends with a letter or digit',
      );
    }
  }
}

function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...rest] = key.split('/').reverse();
  return LABEL_NAME.test(name) && (prefix === undefined || DNS_SUBDOMAIN.test(prefix)) && rest.length === 0;
}

/** Every selector of labels, wherever it stands in the spec. */
export function* selectorsIn(
  value: unknown,
  path: string,
): Iterable<{ readonly path: string; readonly selector: Selector }> {
  if (typeof value !== 'object' || value === null) return;
  if ('matchLabels' in value || 'matchExpressions' in value) yield { path, selector: value as Selector };
  for (const [key, each] of Object.entries(value))
    yield* selectorsIn(each, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
}

const annotations: Rule = {
  name: 'annotation-syntax',
  *check(manifests) {
    for (const manifest of manifests) {
      const given = Object.entries(manifest.metadata.annotations ?? {});
      for (const [key] of given) {
        if (!isLabelKey(key))
          yield at(
            manifest,
            `metadata.annotations[${key}]`,
            'a key of at most 63 letters, digits, -, _ and ., behind a DNS name and / if any',
          );
      }
      const bytes = given.reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value), 0);
      if (bytes > ANNOTATIONS_BYTES_MAX) yield at(manifest, 'metadata.annotations', 'at most 256 KiB altogether');
    }
  },
};

const configData: Rule = {
  name: 'config-data',
  *check(manifests) {
    for (const manifest of manifests.filter(({ kind }) => kind === 'ConfigMap')) {
      const given = Object.entries({ ...manifest.data, ...manifest.binaryData });
      for (const [key] of given) {
        if (!CONFIG_KEY.test(key)) yield at(manifest, `data[${key}]`, 'a key of letters, digits, -, _ and .');
      }
      const bytes = given.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
      if (bytes > CONFIG_BYTES_MAX)
        yield at(manifest, 'data', 'at most 1 MiB altogether: larger data belongs into a volume');
    }
  },
};

export const SYNTAX_RULES = [objectNames, oneOfEach, labels, annotations, configData];
