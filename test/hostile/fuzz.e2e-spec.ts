import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { scrape, Service } from '../../scripts/reload-service.ts';
import { newCanary } from '../leaks/canary.js';
import { readCorpus } from './cases.ts';
import { runCli } from './fuzz/cli-run.ts';
import { DoorRun } from './fuzz/door-run.ts';
import { doorsWith } from './fuzz/doors.ts';
import { mutate } from './fuzz/mutation.ts';
import { Random } from './fuzz/random.ts';

/** `npm run fuzz` sends 100,000 to each door; here it is seen to work, and a few hundred are sent. */
const COUNT = 50;
const CLI_LINES = 500;
const CONNECTIONS = 4;
/** Of a server that fails, and of one that is not ready. */
const STATUSES: Readonly<Record<string, number>> = { '/a': 500, '/readyz': 503 };

jest.setTimeout(60_000);

describe('a few hundred inputs that nobody thought of', () => {
  const canary = newCanary();
  const seed = Math.floor(performance.timeOrigin) % 1_000_000;
  const doors = doorsWith(canary, seed);
  const statuses = new Set<number>();
  let service: Service;
  let origins: Awaited<ReturnType<Service['origins']>>;
  beforeAll(async () => {
    service = new Service({});
    origins = await service.origins();
  });
  afterAll(async () => {
    expect(await service.stop()).toBe(0);
  });

  it.each(doors.map((door) => [door.name, door] as const))(
    `through %s are answered below 500 and not told back (seed ${seed})`,
    async (_name, door) => {
      const run = new DoorRun();
      const port = Number(new URL(origins[door.port]).port);
      await run.run(door, { port, count: COUNT, canary, connections: CONNECTIONS });
      for (const status of run.statuses.keys()) statuses.add(status);
      expect(run.violations).toEqual([]);
      expect(run.sent).toBeGreaterThanOrEqual(COUNT);
    },
  );

  it('reached the good answers as well as the refusals', () => {
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422]));
  });

  it('leave a service behind that knows of no failure', async () => {
    const samples = await scrape(origins.management);
    expect(samples.get('process_open_fds')).toBeGreaterThan(0);
    expect(service.said('request failed')).toEqual([]);
  });

  it('through the command line end with a record for each line', async () => {
    const { lines, violations } = await runCli(CLI_LINES, CLI_LINES, { canary, seed });
    expect(violations).toEqual([]);
    expect(lines).toBeGreaterThan(CLI_LINES / 2);
  });
});

describe('the fuzzer', () => {
  it('sends the same again with the same seed, and other things with another', () => {
    const firstOf = (seed: number): readonly string[] =>
      doorsWith('x', seed).map((door) => Array.from({ length: 20 }, () => door.next().toString('base64')).join());
    expect(firstOf(1)).toEqual(firstOf(1));
    expect(firstOf(1)).not.toEqual(firstOf(2));
  });

  it('leaves hardly anything as it was', () => {
    const random = new Random(1);
    const cases = readCorpus('json').slice(0, 300);
    const changed = cases.filter(({ seed }) => !mutate(seed, random).equals(seed));
    expect(changed.length).toBeGreaterThan(250);
  });

  it('notices a 5xx, and an answer that tells the card number back, but for object ids', async () => {
    const canary = newCanary();
    const run = new DoorRun();
    const { createServer } = await import('node:http');
    const careless = createServer((request, response) => {
      response.writeHead(STATUSES[request.url ?? ''] ?? 200).end(decodeURIComponent(request.url ?? ''));
    });
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
    const { port } = careless.address() as { port: number };
    const paths = ['a', canary, 'readyz', `b${canary}e00000f`, `x${canary}`].values();
    const next = (): Buffer => Buffer.from(`GET /${paths.next().value ?? ''} HTTP/1.1\r\nhost: a\r\n\r\n`);
    await run.run({ name: 'x', port: 'api', isRaw: false, next }, { port, count: 5, canary, connections: 1 });
    // What the fuzzer left behind must not keep the worker of jest from ending.
    careless.closeAllConnections();
    await new Promise((resolve) => careless.close(resolve));
    expect(run.violations.map((violation) => violation.replace(/:.*/, ''))).toEqual([
      'status 500',
      'the answer tells the card number back',
      'the answer tells the card number back',
    ]);
  });
});
