import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, test } from '@jest/globals';
import { CLI_EXIT_CODES } from '../../src/cli/exit-codes.js';
import { NODE_FLAGS } from '../../scripts/bootstrap/node-flags.mjs';
import { HealthController } from '../../src/health/health.controller.js';
import { expand, imageEnvironment } from '../../scripts/k8s/environment.js';
import { ManifestError, parseManifests } from '../../scripts/k8s/manifests.js';
import { OPERATOR_MADE } from '../../scripts/k8s/operator-made.js';
import { quantityOf } from '../../scripts/k8s/quantity.js';
import { FINAL_CODES } from '../../scripts/k8s/rules/job.rules.js';
import { PROBE_PATHS } from '../../scripts/k8s/rules/serving.rules.js';
import { selects } from '../../scripts/k8s/selectors.js';
import { quoted } from '../docs/markdown.js';

const PROJECT = join(import.meta.dirname, '../..');

function read(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

describe('what the rules say of the service', () => {
  test('its probes answer under these paths', () => {
    const methods = Object.getOwnPropertyNames(HealthController.prototype).filter((name) => name !== 'constructor');
    const prototype = HealthController.prototype as unknown as Record<string, object>;
    const paths = methods.map((name) => `/${Reflect.getMetadata(PATH_METADATA, prototype[name]!) as string}`);
    expect([...new Set(Object.values(PROBE_PATHS).flat())].toSorted()).toEqual(paths.toSorted());
  });

  test('exit codes that another try does not cure are those of the command line and of docs/scale-out.md', () => {
    expect(FINAL_CODES).toEqual([CLI_EXIT_CODES.usage, CLI_EXIT_CODES.data]);
    expect(quoted(read('docs/scale-out.md'))).toEqual(expect.arrayContaining(FINAL_CODES.map(String)));
  });

  test('its image sets what the Dockerfile says, in the last stage only', () => {
    expect(imageEnvironment()).toMatchObject({ NODE_ENV: 'production' });
    const two = 'FROM a AS b\nENV A=1\nFROM scratch\nENV B=2 \\\n    C="3 4"\nUSER 1\n';
    expect(imageEnvironment(two)).toEqual({ B: '2', C: '3 4' });
  });

  test('its flags are ones that NODE_OPTIONS would take, too', () => {
    expect(NODE_FLAGS.filter((flag) => !process.allowedNodeEnvironmentFlags.has(flag))).toEqual([]);
  });
});

describe('what the operator makes', () => {
  const page = read('k8s/README.md');
  const words = quoted(page);

  test('is told in k8s/README.md, with its keys', () => {
    const named = OPERATOR_MADE.flatMap(({ name, keys }) => [name, ...keys]);
    expect(named.filter((name) => !words.includes(name))).toEqual([]);
  });

  test('and nothing else is called a Secret there', () => {
    const [, rows = ''] = page.split('\n## Secrets\n');
    const told = [...(rows.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
    expect(told).toEqual(OPERATOR_MADE.map(({ name }) => name));
  });
});

describe('quantities', () => {
  test.each([
    ['250m', 0.25],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['256Mi', 268_435_456],
    ['1Gi', 2 ** 30],
    ['1G', 1e9],
    ['1e3', 1000],
    ['2E-1', 0.2],
    ['1E', 1e18],
    ['5n', 5e-9],
    [3, 3],
  ])('%s', (given, expected) => {
    expect(quantityOf(given)).toBeCloseTo(expected, 12);
  });

  test.each(['256MB', '1 Gi', '256mi', '', 'Mi', '1.2.3', '1K', null, true, NaN])('%s is none', (given) => {
    expect(quantityOf(given)).toBeNull();
  });
});

describe('selectors', () => {
  const labels = { app: 'a', tier: 'web' };

  test.each([
    [{}, true],
    [undefined, false],
    [{ matchLabels: { app: 'a' } }, true],
    [{ matchLabels: { app: 'a', zone: 'x' } }, false],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, true],
    [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['x'] }] }, false],
    [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['x'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] }, false],
    [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, true],
    [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, false],
  ])('%j', (selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});

describe('variables in values', () => {
  test.each([
    ['$(A)/8', '3/8'],
    ['$$(A)', '$(A)'],
    ['$(B)', '$(B)'],
    ['$A', '$A'],
  ])('%s', (given, expected) => {
    expect(expand(given, { A: '3' })).toBe(expected);
  });
});

describe('manifests as text', () => {
  const one = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n';

  test('are several documents, some of them empty', () => {
    expect(parseManifests(`---\n${one}---\n# nothing\n---\n${one}`, 'here')).toHaveLength(2);
  });

  test.each([
    ['a key twice', `${one}spec: { type: ClusterIP, type: NodePort }\n`],
    ['no name', 'apiVersion: v1\nkind: Service\n'],
    ['a list', '[1, 2]'],
    ['a text', 'Service'],
    ['a tab', 'apiVersion: v1\nkind:\tService\n\tmetadata: x\n'],
    ['a tag nobody knows', `${one}spec: !service {}\n`],
  ])('are refused with %s', (_, text) => {
    expect(() => parseManifests(text, 'here')).toThrow(ManifestError);
  });
});
