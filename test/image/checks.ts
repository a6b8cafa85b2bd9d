/** What has to hold of the image while it runs as a pod of the profile `restricted` would run it. */
import { readFileSync } from 'node:fs';
import { imageEnvironment } from '../../scripts/k8s/environment.ts';
import { type Checklist, holds, same } from './checklist.ts';
import { IMAGE, LABELS, version } from './build-image.ts';
import { type Containers, RESTRICTED } from './containers.ts';
import { checkNothingElse, checkOwners, checkSize, contentsOf } from './contents.ts';
import { load, ONE_CARD, ONE_QUERY, send, VISA, type Where } from './load.ts';
import type { RunningImage } from './running.ts';

const LIMIT_BYTES = 256 * 1024 * 1024;
/** Exit codes of a container whose program is not there. */
const NO_SUCH_PROGRAM = [126, 127];

export async function checkFiles(list: Checklist, containers: Containers): Promise<void> {
  const contents = contentsOf(await containers.podman('image', 'mount', IMAGE));
  await list.run('its size', async () => checkSize(contents));
  await list.run('no shell, no package manager, no sources, no secrets, no authorities of this machine', async () =>
    checkNothingElse(contents),
  );
  await list.run('whoever runs it may change nothing in it', async () => checkOwners(contents));
  await containers.podman('image', 'unmount', IMAGE);
  await list.run('a shell cannot be started', async () => {
    const { code } = await containers.tryPodman([
      'run',
      '--rm',
      ...RESTRICTED,
      '--entrypoint',
      '/bin/sh',
      IMAGE,
      '-c',
      'true',
    ]);
    holds(NO_SUCH_PROGRAM.includes(code ?? 0), `exit code ${String(code)}`);
    return undefined;
  });
  await list.run('its labels, user and ports', async () => checkConfig(containers));
}

async function checkConfig(containers: Containers): Promise<undefined> {
  const [image] = JSON.parse(await containers.podman('image', 'inspect', IMAGE)) as [ImageConfig];
  const { User, Env, ExposedPorts, StopSignal, Cmd, Labels, WorkingDir } = image.Config;
  same(
    { User, Cmd, StopSignal, WorkingDir },
    { User: '65532:65532', Cmd: ['serve'], StopSignal: 'SIGTERM', WorkingDir: '/' },
    'config',
  );
  same(Object.keys(ExposedPorts).sort(), ['3000/tcp', '9090/tcp'], 'ports');
  const wanted = Object.entries(imageEnvironment()).map(([name, value]) => `${name}=${value}`);
  same([...Env].sort(), wanted.sort(), 'environment');
  const label = (name: string): string | undefined => Labels[`org.opencontainers.image.${name}`];
  same(
    ['title', 'licenses', 'version', 'revision', 'created', 'source'].map(label),
    ['iinspect', 'MIT', version(), LABELS.REVISION, LABELS.CREATED, LABELS.SOURCE],
    'labels',
  );
  holds((label('description') ?? '').length > 20, 'no description');
}

interface ImageConfig {
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly ExposedPorts: Readonly<Record<string, unknown>>;
    readonly StopSignal: string;
    readonly Cmd: readonly string[];
    readonly WorkingDir: string;
    readonly Labels: Readonly<Record<string, string>>;
  };
}

export async function checkCommands(list: Checklist, containers: Containers): Promise<void> {
  const run = (args: readonly string[], input = '') =>
    containers.tryPodman(['run', '--rm', '--interactive', ...RESTRICTED, ...args], input);
  await list.run('`validate` reads standard input, in threads too', async () => {
    const { code, stdout, stderr } = await run(
      [IMAGE, 'validate', '--jobs', '2', '--summary', '-'],
      `${VISA}\n`.repeat(50_000),
    );
    same({ code, stderr }, { code: 0, stderr: '' }, stderr);
    same(JSON.parse(stdout.trim().split('\n').at(-1) ?? '').valid, 50_000, 'valid cards');
    return undefined;
  });
  await list.run('the command `iinspect` is found without a shell', async () => {
    const { code, stdout } = await run(['--entrypoint', 'iinspect', IMAGE, '--version']);
    same({ code, stdout }, { code: 0, stdout: `${version()}\n` }, 'answer');
    return undefined;
  });
  await list.run('wrong settings end it with 78 and the names of all of them', async () => {
    const { code, stderr, stdout } = await run(['--env', 'PORT=http', '--env', 'LOG_LEVEL=loud', IMAGE]);
    same({ code, stdout }, { code: 78, stdout: '' }, 'end');
    holds(stderr.includes('PORT') && stderr.includes('LOG_LEVEL') && !stderr.includes('loud'), stderr);
    return undefined;
  });
  await list.run('started with no settings at all it says which one is missing', async () => {
    const { code, stderr } = await run([IMAGE]);
    same(code, 78, 'exit code');
    holds(/HOST.*AUTH.*ALLOW_INSECURE=true/.test(stderr), stderr);
    return stderr.trim();
  });
}

export async function checkService(list: Checklist, service: RunningImage): Promise<void> {
  const where: Where = { port: Number(new URL(service.api).port) };
  await list.run(
    'it starts',
    async () => `ready ${service.readyMs} ms after its process began, ${await service.memory('VmRSS')} MiB`,
  );
  await list.run('as user 65532, with no capability, no way to get one, and seccomp', async () => {
    same((await service.status('Uid')).split(/\s+/), ['65532', '65532', '65532', '65532'], 'users');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
      same(await service.status(set), '0'.repeat(16), set);
    same([await service.status('NoNewPrivs'), await service.status('Seccomp')], ['1', '2'], 'NoNewPrivs, Seccomp');
    return undefined;
  });
  await list.run('on a root that nobody writes to', async () => {
    const write = `(file) => { try { fs.writeFileSync(file, 'x'); return 'written'; } catch (error) { return error.code; } }`;
    const found = await service.ask(`['/x', '/app/x', '/app/iinspect.js', '/tmp/x'].map(${write})`);
    same(found, ['EROFS', 'EROFS', 'EROFS', 'written'], 'outcomes');
    return undefined;
  });
  await list.run('in 256 MiB, and Node knows it', async () => {
    same(await service.ask('process.constrainedMemory()'), LIMIT_BYTES, 'limit');
    const heap = Number(await service.ask('v8.getHeapStatistics().heap_size_limit'));
    holds(heap < LIMIT_BYTES, `a heap of ${heap} bytes`);
    return `heap up to ${Math.round(heap / 1024 / 1024)} MiB`;
  });
  await list.run('it answers over REST and GraphQL', async () => {
    const rest = await send(where, ONE_CARD);
    same([rest.status, (JSON.parse(rest.text) as { status: string }).status], [200, 'valid'], 'REST');
    const graphql = await send(where, ONE_QUERY);
    const wanted = { data: { validateCard: { status: 'valid', brand: { id: 'mastercard' } } } };
    same([graphql.status, JSON.parse(graphql.text)], [200, wanted], 'GraphQL');
    return undefined;
  });
}

export async function checkLoad(list: Checklist, service: RunningImage, where: Where, plan: LoadPlan): Promise<void> {
  await list.run(`${plan.seconds} s of all kinds of calls in ${plan.limit}`, async () => {
    const { answered, busy, cards, other } = await load(where, plan.seconds, plan.withGraphql);
    same(other, [], 'other answers');
    holds(answered > 100, `only ${answered} answers`);
    const oom = readOomKills(await service.inspect('{{.State.Pid}}'));
    same(oom, 0, 'kills for want of memory');
    const [now, most] = [await service.memory('VmRSS'), await service.memory('VmHWM')];
    return `${answered} answers, ${cards} cards, ${busy} times too busy; ${now} MiB, at most ${most} MiB`;
  });
}

export interface LoadPlan {
  readonly seconds: number;
  readonly limit: string;
  readonly withGraphql: boolean;
}

export async function checkStop(list: Checklist, service: RunningImage): Promise<void> {
  await list.run('SIGTERM ends it with 0', async () => {
    const { code, ms } = await service.stop();
    same(code, 0, 'exit code');
    return `${ms} ms`;
  });
}

/** Of the cgroup of a process, in the first or the second version of cgroups. */
function readOomKills(pid: string): number {
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const memory = groups.find(([, name]) => name?.split(',').includes('memory'))?.[2];
  const unified = groups.find(([number]) => number === '0')?.[2];
  const file =
    memory === undefined
      ? `/sys/fs/cgroup${unified ?? ''}/memory.events`
      : `/sys/fs/cgroup/memory${memory}/memory.oom_control`;
  const kills = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (kills === undefined) throw new Error('The kernel does not say how often memory was short.');
  return Number(kills);
}
