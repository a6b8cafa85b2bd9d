import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { OPERATOR_MADE } from '../../scripts/k8s/operator-made.js';
import { quoted, tableRows } from '../docs/markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const K8S = join(PROJECT, 'k8s');
const page = readFileSync(join(K8S, 'README.md'), 'utf8');

/** What stands in backticks in the first cell of a row. */
const firstWords = tableRows(page).map(([first = '']) => quoted(first)[0] ?? '');

describe('k8s/README.md', () => {
  test('maps every folder, and no other', () => {
    const inside = (folder: string): readonly string[] =>
      readdirSync(join(K8S, folder)).map((name) => `${folder}/${name}`);
    const folders = ['base', ...inside('components'), ...inside('overlays')];
    const mapped = firstWords.filter((word) => word === 'base' || word.includes('/'));
    expect(mapped.toSorted()).toEqual(folders.toSorted());
  });

  test('names every Secret that somebody has to make, and what is in it', () => {
    for (const { name, keys } of OPERATOR_MADE) {
      const row = tableRows(page).find(([first = '']) => quoted(first)[0] === name);
      expect({ name, keys: keys.filter((key) => !quoted(row?.join(' ') ?? '').includes(key)) }).toEqual({
        name,
        keys: [],
      });
    }
  });

  test('goes over to KEDA and back by names that are in the cluster, the old one deleted first', () => {
    const text = (path: string): string => readFileSync(join(K8S, path), 'utf8');
    const [namespace = ''] = /^namespace: (.+)$/m.exec(text('overlays/production/kustomization.yaml'))?.slice(1) ?? [];
    const objects = [
      ['hpa', parse(text('base/hpa.yaml'))],
      ['scaledobject', parse(text('components/keda/scaled-object.yaml'))],
    ];
    for (const [kind, { metadata }] of objects)
      expect(page).toContain(`kubectl -n ${namespace} delete ${kind} ${metadata.name}\nkubectl apply -k `);
    expect(text('components/keda/kustomization.yaml')).toContain(`kubectl -n ${namespace} delete hpa iinspect`);
  });

  test('has commands for files that exist, and follows no link to nowhere', () => {
    const paths = [...page.matchAll(/ k8s\/[\w./-]+/g)].map(([path]) => path.trim());
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link = '']) => join('k8s', link));
    expect([paths.length > 3, links.length > 5]).toEqual([true, true]);
    expect([...paths, ...links].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });
});

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) process.stderr.write('k8s/README.md: kubectl is not installed, so what it prints is not looked at.\n');

/** What a documented `kubectl get` prints of an object: without a cluster, by a command that asks none. */
function printed(output: string, object: object, behind = ''): string {
  const script = `kubectl label --local -f - seen=yes -o ${output}${behind}`;
  return spawnSync('bash', ['--norc', '-c', script], { input: JSON.stringify(object), encoding: 'utf8' }).stdout;
}

(hasKubectl ? describe : describe.skip)('a command of k8s/README.md', () => {
  const waits = [...page.matchAll(/^until kubectl -n \S+ get job \S+ -o (\S+) (\| grep .*); do sleep \d+; done$/gm)];

  test.each([
    ['Complete', [{ type: 'SuccessCriteriaMet' }, { type: 'Complete' }]],
    ['Failed', [{ type: 'FailureTarget' }, { type: 'Failed' }]],
    ['', [{ type: 'FailureTarget' }]],
    ['', [{ type: 'Suspended' }]],
    ['Complete', [{ type: 'Suspended', status: 'False' }, { type: 'Complete' }]],
    ['', [{ type: 'Failed', status: 'False' }]],
    ['', []],
  ])('that waits for a Job says "%s" of the conditions %j', (said, conditions) => {
    const status = { conditions: conditions.map((condition) => ({ status: 'True', ...condition })) };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' }, status };
    expect(waits).toHaveLength(2);
    for (const [, output = '', behind = ''] of waits) expect(printed(output, job, ` ${behind}`).trim()).toBe(said);
  });

  test('that fetches the digests prints the file as it was', () => {
    const [, output = ''] = /get secret iinspect-keys -o (go-template='[^']+')/.exec(page) ?? [];
    const file = '{"id":"abc"}\n{"id":"def"}\n';
    const data = { 'keys.json': Buffer.from(file).toString('base64') };
    expect(printed(output, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data })).toBe(file);
  });
});
