/**
 * `npm run test:image`: builds the image from the Dockerfile as it stands and runs it as Kubernetes would. Skipped, with the reason, where
 * the tools are missing; with CI=true that is a failure. The last line is `N passed, N failed`.
 */
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/restarts-run-instance.ts';
import { buildBaseImage } from './base-image.ts';
import { buildImage, IMAGE } from './build-image.ts';
import { Checklist, say } from './checklist.ts';
import { checkCommands, checkFiles, checkLoad, checkService, checkStop } from './checks.ts';
import { Containers } from './containers.ts';
import { checkPods } from './pods.ts';
import { whatIsMissing } from './prerequisites.ts';
import { RunningImage } from './running.ts';

const SECONDS = 30;
const SIDECAR_SECONDS = 10;
const USER = 65_532;

const inCi = process.env['CI'] === 'true';
const missing = whatIsMissing();
if (missing.length > 0) {
  for (const reason of missing) say(`skipped: ${reason}`);
  say(inCi ? '0 passed, 1 failed' : '0 passed, 0 failed');
  process.exit(inCi ? 1 : 0);
}

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const containers = new Containers(join(cache, 'iinspect-image'));
const list = new Checklist();
try {
  await list.run('a base image is there', async () => buildBaseImage(containers).then(() => undefined));
  await list.run('the Dockerfile builds', async () => buildImage(containers, !inCi).then(() => undefined));
  if (list.failed === 0) await checkAll();
} finally {
  await containers.removeAll();
}
say(`${list.passed} passed, ${list.failed} failed`);
process.exitCode = list.failed === 0 ? 0 : 1;

async function checkAll(): Promise<void> {
  await checkFiles(list, containers);
  await checkCommands(list, containers);
  await guarded('the service', runService);
  await guarded('the sidecar', runSidecar);
  await guarded('pods', () => checkPods(list, containers));
}

/** What does not even start counts as one failure. */
async function guarded(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    await list.run(name, () => {
      throw error;
    });
  }
}

async function runService(): Promise<void> {
  const [port, managementPort] = [await freePort(), await freePort()];
  const service = await new RunningImage(containers, { name: 'service', image: IMAGE, port, managementPort }).start();
  await checkService(list, service);
  await checkLoad(list, service, { port }, { seconds: SECONDS, limit: '256 MiB', withGraphql: true });
  await checkStop(list, service);
}

/** With the settings and the memory of k8s/components/sidecar. */
async function runSidecar(): Promise<void> {
  const folder = join(containers.folder, 'socket');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chownSync(folder, USER, USER);
  const sidecar = await new RunningImage(containers, {
    name: 'sidecar',
    image: IMAGE,
    port: await freePort(),
    managementPort: await freePort(),
    args: ['--memory', '160m', '--memory-swap', '160m', '--volume', `${folder}:/run/iinspect`],
    env: {
      HOST: '',
      PORT: '',
      MANAGEMENT_HOST: '127.0.0.1',
      LISTEN: 'unix:/run/iinspect/iinspect.sock',
      GRAPHQL_ENABLED: 'false',
      DOCS_ENABLED: 'false',
      BATCH_WORKERS: '0',
    },
  }).start();
  await list.run(
    'it starts as a sidecar',
    async () => `ready ${sidecar.readyMs} ms after its process began, ${await sidecar.memory('VmRSS')} MiB`,
  );
  const where = { socketPath: join(folder, 'iinspect.sock') };
  await checkLoad(list, sidecar, where, {
    seconds: SIDECAR_SECONDS,
    limit: '160 MiB, over its socket',
    withGraphql: false,
  });
  await checkStop(list, sidecar);
}
