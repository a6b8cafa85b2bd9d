import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '../../scripts/bootstrap/node-flags.mjs';
import { imageEnvironment } from '../../scripts/k8s/environment.ts';
import { podOf } from '../image/pod-of.js';
import { PROJECT } from './house.js';

const dockerfile = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8');
const lines = dockerfile.split('\n');

function wordsAfter(instruction: string): readonly string[] {
  return lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
}

describe('the Dockerfile', () => {
  test('starts the service with the flags it is measured with, and a heap that fits into the container', () => {
    const [entrypoint = '[]'] = wordsAfter('ENTRYPOINT');
    expect(JSON.parse(entrypoint)).toEqual(['/usr/local/bin/node', ...NODE_FLAGS, '/app/iinspect.js']);
    expect(wordsAfter('ENV')).toContain('NODE_OPTIONS=--max-old-space-size-percentage=40');
  });

  test('ends in an image of nothing but what is copied, as nobody', () => {
    expect(wordsAfter('FROM').at(-1)).toBe('scratch');
    expect(wordsAfter('USER')).toEqual(['65532:65532']);
    const last = lines.slice(lines.indexOf('FROM scratch'));
    expect(last.filter((line) => /^(?:RUN|ADD|VOLUME)\b/.test(line))).toEqual([]);
    expect(last.filter((line) => line.startsWith('COPY') && !line.startsWith('COPY --from=build '))).toEqual([]);
  });

  test('says what runs in it, where it listens, how it ends and what it is', () => {
    expect(imageEnvironment()).toEqual({
      PATH: '/usr/local/bin',
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      NODE_OPTIONS: '--max-old-space-size-percentage=40',
    });
    expect(wordsAfter('CMD')).toEqual(['["serve"]']);
    expect(wordsAfter('WORKDIR').at(-1)).toBe('/');
    expect(wordsAfter('EXPOSE')).toEqual(['3000 9090']);
    expect(wordsAfter('STOPSIGNAL')).toEqual(['SIGTERM']);
    const { license } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    const labels = [...dockerfile.matchAll(/org\.opencontainers\.image\.(\w+)="([^"]*)"/g)];
    expect(Object.fromEntries(labels.map(([, name, value]) => [name, value]))).toEqual({
      title: 'iinspect',
      description: expect.stringMatching(/^.{21,}$/),
      licenses: license,
      version: '${VERSION}',
      revision: '${REVISION}',
      created: '${CREATED}',
      source: '${SOURCE}',
    });
  });

  test('installs what is locked, by the one way there is', () => {
    expect(wordsAfter('RUN').join('\n')).toContain('node scripts/bootstrap.mjs install');
    expect(dockerfile).not.toMatch(/npm (?:i|install|ci)\b/);
  });

  test('says the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(wordsAfter('ARG')).toContain(`VERSION=${version}`);
  });

  test('sees no more than what is allowed to it', () => {
    const rules = readFileSync(join(PROJECT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1).replace(/\/$/, ''));
    const copied = wordsAfter('COPY')
      .filter((words) => !words.startsWith('--'))
      .flatMap((words) => words.split(' ').slice(0, -1))
      .map((path) => path.split('/')[0]!);
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });
});

describe('a Deployment as a Pod of podman', () => {
  const container = (name: string, more: object = {}) => ({
    name,
    image: 'registry.example/any:1',
    livenessProbe: {},
    resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
    ...more,
  });
  const deployment = {
    metadata: { name: 'a' },
    spec: {
      template: {
        metadata: { labels: { b: 'c' } },
        spec: {
          securityContext: { runAsUser: 1, fsGroup: 2 },
          initContainers: [container('sidecar', { restartPolicy: 'Always' }), container('once')],
          containers: [container('main', { args: ['serve'] })],
          volumes: [
            { name: 'scratch', emptyDir: {} },
            { name: 'text', configMap: { name: 'x' } },
          ],
        },
      },
    },
  };
  const { pod, dropped } = podOf(deployment, { image: 'local', folderOf: (volume) => `/folders/${volume}` });

  test('has sidecars as containers, before the others, each with the image of this machine', () => {
    const limits = { limits: { memory: '1Mi' } };
    expect(pod).toMatchObject({
      metadata: { name: 'a', labels: { b: 'c' } },
      spec: {
        securityContext: { runAsUser: 1, supplementalGroups: [2] },
        containers: [
          { name: 'sidecar', image: 'local', resources: limits },
          { name: 'main', image: 'local', args: ['serve'], resources: limits },
        ],
        volumes: [
          { name: 'scratch', hostPath: { path: '/folders/scratch' } },
          { name: 'text', configMap: { name: 'x' } },
        ],
      },
    });
  });

  test('tells everything that is not the same', () => {
    expect(dropped.map((each) => each.replace(/:.*/, ''))).toEqual([
      'containers[].livenessProbe',
      'containers[].resources.requests',
      'spec.initContainers without restartPolicy',
      'spec.initContainers[].restartPolicy',
      'spec.securityContext.fsGroup',
      'volumes[].emptyDir',
    ]);
  });
});
