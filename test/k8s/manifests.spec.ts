import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCli } from '../../src/cli/program.js';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { SETTING_TABLE } from '../../src/config/settings.js';
import { check, RULE_NAMES } from '../../scripts/k8s/check.js';
import { textOf } from '../../scripts/k8s/finding.js';
import type { Manifest } from '../../scripts/k8s/objects.js';
import { isThere, overlaySubjects, withComponentSubjects } from '../../scripts/k8s/render.js';
import { SCHEMA_RULES } from '../../scripts/k8s/schema.js';
import { loadSchema, NO_SCHEMA } from '../../scripts/k8s/schema-source.js';
import { serviceFacts } from '../../scripts/k8s/service-facts.js';
import { differences, renderedBy } from '../../scripts/k8s/survey.js';
import { fakeIo } from '../cli/fake-io.js';
import { Planting } from './planting.js';
import { PLANTS } from './plants.js';

const schema = loadSchema();
if (schema === null) process.stderr.write(`skipped: ${NO_SCHEMA}\n`);

const service = serviceFacts({
  settingTable: SETTING_TABLE,
  loadConfig,
  isConfigError: (error) => error instanceof ConfigError,
  runCli: (args) => runCli(args, fakeIo(), () => Promise.resolve()),
});

/** What kustomize makes of our folders, by name. */
const rendered = new Map<string, readonly Manifest[]>();
const kubectlSays: string[] = [];
const hasKubectl = await isThere('kubectl');
if (!hasKubectl) process.stderr.write('skipped: what kubectl renders, for there is no kubectl here\n');

beforeAll(async () => {
  await withComponentSubjects(async (components) => {
    const subjects = [...overlaySubjects(), ...components];
    const renderings = await Promise.all(subjects.map(({ folder }) => renderedBy('kustomize', folder)));
    renderings.forEach((manifests, index) => rendered.set(subjects[index]!.name, manifests));
    if (!hasKubectl) return;
    const others = await Promise.all(subjects.map(({ folder }) => renderedBy('kubectl', folder)));
    others.forEach((manifests, index) => {
      kubectlSays.push(
        ...differences(renderings[index]!, manifests).map((line) => `${subjects[index]!.name}: ${line}`),
      );
    });
  });
}, 120_000);

async function linesFor(manifests: readonly Manifest[]): Promise<readonly string[]> {
  return (await check(manifests, service, schema)).map(textOf);
}

describe('the manifests of k8s/', () => {
  test('are all there: four overlays, six components, and these together', () => {
    expect([...rendered.keys()]).toEqual([
      'overlays/batch-job',
      'overlays/dev',
      'overlays/production',
      'overlays/sidecar-example',
      'components/issuer-data',
      'components/keda',
      'components/monitoring',
      'components/redis',
      'components/sidecar',
      'components/tls',
      'all components of the base',
    ]);
  });

  test('have nothing that a rule finds', async () => {
    const found: string[] = [];
    for (const [name, manifests] of rendered)
      found.push(...(await linesFor(manifests)).map((line) => `${name}: ${line}`));
    expect(found).toEqual([]);
  }, 60_000);

  (hasKubectl ? test : test.skip)('mean the same to kubectl as to kustomize', () => {
    expect(kubectlSays).toEqual([]);
  });

  test('would be seen to differ', () => {
    const manifests = rendered.get('overlays/dev')!;
    expect(differences(manifests, manifests.slice(1))).toHaveLength(1);
    expect(differences(manifests, [...manifests].reverse())).toEqual([]);
  });
});

/** Where Kubernetes' file is not, what only it can find is not planted. */
function isFindable(rule: string): boolean {
  return schema !== null || !(SCHEMA_RULES as readonly string[]).includes(rule);
}

describe('a planted mistake', () => {
  test.each(PLANTS.filter(({ rule }) => isFindable(rule)))('$what is found by $rule', async ({ rule, into, plant }) => {
    const good = rendered.get(into)!;
    const planting = new Planting(good);
    plant(planting);
    const found = await check(planting.planted(), service, schema);
    expect(found.map((finding) => finding.rule)).toContain(rule);
    expect((await check(good, service, schema)).map((finding) => finding.rule)).not.toContain(rule);
    for (const finding of found) expect(textOf(finding)).toMatch(/^\w+\/[\w.-]+(?: \S+)?: expected \S.* \([a-z-]+\)$/i);
  });

  test('is there for every rule', () => {
    const planted = new Set(PLANTS.map(({ rule }) => rule));
    expect(RULE_NAMES.filter((rule) => !planted.has(rule))).toEqual([]);
    expect([...planted].filter((rule) => !RULE_NAMES.includes(rule))).toEqual([]);
  });
});
