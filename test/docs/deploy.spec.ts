import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { imageEnvironment } from '../../scripts/k8s/environment.ts';
import { loadConfig } from '../../src/config/config.js';
import { SETTINGS } from '../../src/config/settings.js';
import { cli } from '../cli/fake-io.js';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(PROJECT, 'docs', 'deploy.md'), 'utf8');
const IMAGE = 'iinspect:0.1.0';
/** What the image sets, but for what is Node's and the system's and no setting of ours. */
const IMAGE_ENV = Object.fromEntries(
  Object.entries(imageEnvironment()).filter(([name]) => !['PATH', 'NODE_OPTIONS'].includes(name)),
);

/** Commands of the blocks that are marked as such, a line that goes on in the next one put together. */
const BLOCKS = shellBlocks(PAGE);
const COMMANDS = BLOCKS.flat();

const folder = mkdtempSync(join(tmpdir(), 'iinspect-deploy-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As YAML is read: whatever is in it. */
type Manifest = ReturnType<typeof JSON.parse>;

/** Everything below k8s/, as it was written. */
const OBJECTS: readonly Manifest[] = readdirSync(join(PROJECT, 'k8s'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => parseAllDocuments(readFileSync(join(PROJECT, 'k8s', file), 'utf8')).map((each) => each.toJS()))
  .filter((object) => object !== null);
const TEXT = JSON.stringify(OBJECTS);

function namesOf(kind: string): readonly string[] {
  return OBJECTS.filter((object) => object.kind === kind).map((object) => String(object.metadata?.name));
}

/** Looks at a command without running it, as far as files can tell; says what is wrong with it. */
const LOOKS: Readonly<Record<string, (words: readonly string[], line: string) => readonly unknown[]>> = {
  podman: (words) => (words[1] === 'build' ? builds(words) : runs(words)),
  kubectl: (words, line) => [...pathsIn(words), ...namesIn(words), ...secretIn(line)],
  curl: (_, line) => {
    const known = new Set(['/readyz', '/reload', '/v1/cards/validate', '/v1/brands/visa']);
    const paths = [...line.matchAll(/https?:\/\/(?:127\.0\.0\.1|localhost):\d+(\/\S*)/g)].map(([, path = '']) => path);
    return paths.length === 0 ? [line] : paths.filter((path) => !known.has(path));
  },
  npm: (words, line) => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { scripts: object };
    const [script = ''] = words.filter((word) => !word.startsWith('--')).slice(2);
    return Object.hasOwn(scripts, script) ? [] : [line];
  },
  promtool: (words) => words.slice(3).filter((path) => !existsSync(join(PROJECT, path))),
  cp: (words) => (existsSync(join(PROJECT, words[2] ?? '')) ? [] : [words[2]]),
  openssl: () => [],
  umask: (words) => (words[1] === '077' ? [] : words),
  mkdir: () => [],
  chmod: () => [],
};

function lookAt(line: string): readonly unknown[] {
  const words = line.split(/\s+/);
  const look = LOOKS[words[0] ?? ''];
  return look === undefined ? [line] : look(words, line);
}

function builds(words: readonly string[]): readonly unknown[] {
  return existsSync(join(PROJECT, 'Dockerfile')) && words.includes(IMAGE) ? [] : [words];
}

/** The settings are those of the service and fit each other; what stands behind the image is the command line's. */
function runs(words: readonly string[]): readonly unknown[] {
  const given = words.flatMap((word, at) => (words[at - 1] === '-e' ? [word.split('=', 2)] : []));
  const env = { ...IMAGE_ENV, ...Object.fromEntries(given) } as Record<string, string>;
  const known = new Set<string>(SETTINGS.map(({ name }) => name));
  const unknown = Object.keys(env).filter((name) => !known.has(name));
  const [command = 'serve'] = words.slice(words.indexOf(IMAGE) + 1);
  if (command === 'serve') loadConfig(env);
  return [...unknown, ...(words.includes(IMAGE) ? [] : [words]), ...(commands.includes(command) ? [] : [command])];
}

let commands: readonly string[] = [];
beforeAll(async () => {
  const { stdout } = await cli('--help');
  commands = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = '']) => name);
});

function pathsIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => word.startsWith('k8s/') && !existsSync(join(PROJECT, word)));
}

function namesIn(words: readonly string[]): readonly string[] {
  const at = words.indexOf('-n');
  const namespaces = at === -1 ? [] : [words[at + 1] ?? ''];
  const deployments = words.flatMap((word) =>
    word.startsWith('deployment/') ? [word.slice('deployment/'.length)] : [],
  );
  return [
    ...namespaces.filter((name) => !namesOf('Namespace').includes(name)),
    ...deployments.filter((name) => !namesOf('Deployment').includes(name)),
  ];
}

/** A Secret that is made is one that a manifest names, and has the keys that are read. */
function secretIn(line: string): readonly string[] {
  const [, name] = /create secret \S+ (\S+)/.exec(line) ?? [];
  if (name === undefined) return [];
  const keys = [...line.matchAll(/--from-(?:file|literal)=([\w.]+)=/g)].map(([, key = '']) => key);
  const isRead = (key: string): boolean => TEXT.includes(`"key":"${key}"`) || readsFile(key);
  return [...(TEXT.includes(`"${name}"`) ? [] : [name]), ...keys.filter((key) => !isRead(key))];
}

function readsFile(name: string): boolean {
  return readFileSync(join(PROJECT, 'k8s', 'base', 'kustomization.yaml'), 'utf8').includes(`/${name}\n`);
}

describe('the commands of docs/deploy.md', () => {
  test('are those of this repository', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
    expect(COMMANDS.map((line) => ({ line, wrong: lookAt(line) })).filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  });

  test.each([
    'kubectl apply -k k8s/overlays/prod',
    'kubectl -n insight get pods',
    'kubectl -n iinspect rollout status deployment/iinspector',
    'kubectl -n iinspect create secret generic iinspect-key --from-file=keys.json=/tmp/k',
    'kubectl -n iinspect create secret generic iinspect-keys --from-file=key.json=/tmp/k',
    `podman run -e AUTH_MODE=none -e ALLOW_INSECURE=true ${IMAGE}`,
    `podman run ${IMAGE} validates`,
    'podman run -e ALLOW_INSECURE=true iinspect:latest',
    'podman build -t iinspect .',
    'npm run --silent inspect -- keys',
    'curl -s http://127.0.0.1:3000/v1/cards',
    'promtool check rules k8s/alerts.yaml',
    'helm install iinspect',
  ])('would not be these: %s', (line) => {
    expect(lookAt(line)).not.toEqual([]);
  });

  test('would not start a service on an open address with nothing to guard it', () => {
    expect(() => lookAt(`podman run ${IMAGE}`)).toThrow();
  });

  test('make a key that the service takes', async () => {
    const line = COMMANDS.find((command) => command.includes(' keys add ')) ?? '';
    const args = line.replaceAll('~/', `${folder}/`).split(' > ')[0]?.split(' ').slice(5) ?? [];
    execFileSync('mkdir', ['-p', join(folder, 'iinspect-keys', 'digests')]);
    const { exitCode, stdout } = await cli(...args);
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^iik_/)]);
    expect(existsSync(join(folder, 'iinspect-keys', 'digests', 'keys.json'))).toBe(true);
  });
});

describe('a key that a page makes', () => {
  const pages = ['docs/deploy.md', 'docs/authentication.md', 'k8s/README.md', 'README.md'].map((name) => ({
    name,
    text: read(name),
  }));
  const make = pages.flatMap(({ name, text }) =>
    shellBlocks(text)
      .filter((block) => block.some((line) => line.includes(' keys add ')))
      .map((block) => ({ name, block })),
  );

  test('is made in some blocks of three pages', () => {
    expect([...new Set(make.map(({ name }) => name))]).toHaveLength(3);
  });

  test.each(make)('in $name can be read by nobody else: $block', ({ block }) => {
    expect(openKeys(block)).toEqual([]);
  });

  test('would be seen to be open to all without umask', () => {
    for (const { block } of make) {
      const careless = block.filter((line) => !line.startsWith('umask'));
      expect(openKeys(careless)).not.toEqual([]);
    }
  });
});

/** Runs a block up to its last key, in a home of its own, with what makes keys put by a stand-in; says which keys others could read. */
function openKeys(block: readonly string[]): readonly string[] {
  const home = mkdtempSync(join(folder, 'home-'));
  const last = block.findLastIndex((line) => line.includes(' keys add '));
  const standIns =
    'npm() { while [ "$1" != --file ]; do shift; done; touch "$2"; echo key; }; kubectl() { :; }; podman() { :; }';
  const cleanUp = block.slice(last + 1).filter((line) => line.startsWith('chmod'));
  const script = [standIns, 'umask 022', ...block.slice(0, last + 1), ...cleanUp].join('\n');
  execFileSync('bash', ['--norc', '-euc', script.replaceAll('/tmp/', '~/')], {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home },
  });
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
  const keys = files.filter((file) => statSync(file).isFile() && readFileSync(file, 'utf8') === 'key\n');
  expect(keys).not.toEqual([]);
  return keys.filter((file) => (statSync(file).mode & 0o077) !== 0);
}

describe('a command that stays', () => {
  test('is the last of its block, and what asks it is in the next', () => {
    expect(BLOCKS.filter((block) => block.some(stays))).toHaveLength(4);
    expect(BLOCKS.filter(isStuck)).toEqual([]);
    const next = BLOCKS.flatMap((block, at) => (block.some(stays) ? [BLOCKS[at + 1] ?? []] : []));
    expect(next.filter((block) => !block[0]?.startsWith('curl '))).toEqual([]);
  });

  test('would be seen in the middle', () => {
    expect(isStuck(['kubectl -n a port-forward deployment/a 1:1', 'curl -s http://127.0.0.1:1/'])).toBe(true);
    expect(isStuck([`podman run --rm ${IMAGE}`, 'curl -s http://127.0.0.1:1/'])).toBe(true);
    expect(isStuck([`podman run --rm ${IMAGE} iin 411111`, 'curl -s http://127.0.0.1:1/'])).toBe(false);
  });
});

function stays(line: string): boolean {
  return line.includes(' port-forward ') || (line.startsWith('podman run ') && line.endsWith(IMAGE));
}

function isStuck(block: readonly string[]): boolean {
  return block.slice(0, -1).some(stays);
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) process.stderr.write('docs/deploy.md: kubectl is not installed, so no overlay is rendered with it.\n');

(hasKubectl ? describe : describe.skip)('kubectl', () => {
  const rendered = COMMANDS.filter((line) => /kubectl (?:kustomize|apply -k) /.test(line));

  test.each([...new Set(rendered.map((line) => line.split(' ').at(-1)!))])('reads %s', (path) => {
    const text = execFileSync('kubectl', ['kustomize', path], { cwd: PROJECT, encoding: 'utf8' });
    expect(text).toContain('kind: Deployment');
  });
});

describe('docs/deploy.md', () => {
  test('names settings, files and secrets that are there', () => {
    const words = quoted(PAGE);
    const settings = words.flatMap((word) => /^[A-Z]{2,}(?:_[A-Z]+)+(?==|$)/.exec(word)?.[0] ?? []);
    const known = new Set<string>(['NODE_IMAGE', ...SETTINGS.map(({ name }) => name)]);
    expect(settings.filter((name) => !known.has(name))).toEqual([]);
    const paths = words.filter((word) => /^(?:k8s|docs|test|bench|scripts|proxies)\/[\w./-]+$/.test(word));
    const links = [...PAGE.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, link = '']) => join('docs', link));
    const missing = [...paths, ...links].filter((path) => !existsSync(join(PROJECT, path)));
    expect(missing.filter((path) => path !== 'k8s/overlays/mine')).toEqual([]);
    expect(paths.length).toBeGreaterThan(8);
    const secrets = words.filter((word) => /^iinspect-(?:keys|tls|redis)$/.test(word));
    expect(secrets.filter((name) => !TEXT.includes(`"${name}"`))).toEqual([]);
  });

  test('links to headings that are there', () => {
    for (const [, path = '', heading = ''] of PAGE.matchAll(/\]\((?!http)([^)#]*)#([^)]+)\)/g)) {
      const text = path === '' ? PAGE : readFileSync(join(PROJECT, 'docs', path), 'utf8');
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9\s-]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(headings).toContain(heading);
    }
  });

  test('lists the components there are', () => {
    const listed = tableRows(PAGE).map(([first = '']) => /^`k8s\/components\/(\w[\w-]*)`$/.exec(first)?.[1]);
    const there = readdirSync(join(PROJECT, 'k8s', 'components'));
    expect(listed.filter((name) => name !== undefined).toSorted()).toEqual(there.toSorted());
  });

  test('says what the manifests ask for', () => {
    const files = ['base/deployment.yaml', 'components/issuer-data/volume.yaml', 'components/sidecar/sidecar.yaml'];
    expect(rowOf('memory').slice(1)).toEqual(files.map((file) => `${memoryOf(file)} MiB`));
    expect(PAGE).toContain(`adds pods at ${/averageUtilization: (\d+)/.exec(read('k8s/base/hpa.yaml'))?.[1] ?? ''} %`);
  });

  test('draws the end of a pod as the manifests have it', () => {
    const deployment = OBJECTS.find(
      ({ kind, spec }) => kind === 'Deployment' && spec?.template?.spec?.terminationGracePeriodSeconds !== undefined,
    );
    const pod = deployment?.spec.template.spec;
    const sleep = Number(pod.containers[0].lifecycle.preStop.sleep.seconds);
    const [drain, grace] = ['SHUTDOWN_DRAIN_MS', 'SHUTDOWN_GRACE_MS'].map((name) => Number(literal(name)) / 1000);
    const ends = [0, sleep, sleep + drain!, sleep + drain! + grace! - 1, sleep + drain! + grace!];
    const [, scale = ''] = /SIGKILL\n(.*)\n/.exec(PAGE) ?? [];
    expect(scale.match(/\d+/g)?.map(Number)).toEqual([...ends, pod.terminationGracePeriodSeconds]);
    const said = Object.fromEntries(
      tableRows(PAGE).map(([name = '', is = '']) => [quoted(name)[0], is.replace(',', '')]),
    );
    expect(said).toMatchObject({
      'preStop.sleep': `${String(sleep)} s`,
      SHUTDOWN_DRAIN_MS: String(drain! * 1000),
      SHUTDOWN_GRACE_MS: String(grace! * 1000),
      terminationGracePeriodSeconds: String(pod.terminationGracePeriodSeconds),
    });
  });
});

/** Commands, block by block. */
function shellBlocks(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
    block.replaceAll('\\\n', ' ').trim().split('\n'),
  );
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

/** A row of a table by its first cell. */
function rowOf(name: string): readonly string[] {
  return tableRows(PAGE).find(([first]) => first === name) ?? [];
}

function memoryOf(file: string): string {
  return /limits:\s+memory: (\d+)Mi/.exec(readFileSync(join(PROJECT, 'k8s', file), 'utf8'))?.[1] ?? '';
}

/** A literal of the ConfigMap of the base. */
function literal(name: string): string | undefined {
  const [base] = OBJECTS.filter((object) => object.configMapGenerator?.[0]?.literals?.includes('HOST=0.0.0.0'));
  const found = base?.configMapGenerator[0].literals.find((each: string) => each.startsWith(`${name}=`));
  return found?.split('=')[1];
}
