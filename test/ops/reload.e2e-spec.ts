import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { artifact, eventually, Scratch } from '../bin-data/reload-support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');

let scratch: Scratch;
let service: Service | null = null;

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = null;
  scratch.remove();
});

/** What people start: `dist/`, with its worker thread. */
class Service {
  readonly #child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(env: Readonly<Record<string, string>>) {
    expect(existsSync(MAIN)).toBe(true);
    this.#child = spawn(process.execPath, [MAIN], {
      env: { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', ISSUER_DATA_POLL_MS: '300', ...env },
    });
    this.#child.stdout?.on('data', (chunk: unknown) => (this.stdout += String(chunk)));
    this.#child.stderr?.on('data', (chunk: unknown) => (this.stderr += String(chunk)));
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  said(message: string): readonly Readonly<Record<string, unknown>>[] {
    return this.lines.filter(({ msg }) => msg === message);
  }

  async started(): Promise<this> {
    await eventually(() => this.said('started').length === 1 || this.exitCode !== null);
    expect(this.stderr).toBe('');
    return this;
  }

  get api(): string {
    return String(this.said('started')[0]?.['rest']).replace(/\/v1$/, '');
  }

  async readiness(): Promise<{ status: number; issuerData: Record<string, unknown> }> {
    const answer = await fetch(String(this.said('started')[0]?.['health']));
    return { status: answer.status, issuerData: JSON.parse(await answer.text()).details.issuerData };
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(String(this.said('started')[0]?.['metrics']))).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
    return this.#child.exitCode;
  }
}

async function serve(env: Readonly<Record<string, string>>): Promise<Service> {
  service = new Service(env);
  return service.started();
}

async function issuerName(api: string): Promise<unknown> {
  const answer = await fetch(`${api}/v1/iins/400000`);
  return ((await answer.json()) as { issuer: { name: string } | null }).issuer?.name ?? null;
}

describe('the built service', () => {
  it('answers from issuer data, takes it anew on SIGHUP and on a swap, and survives a bad file', async () => {
    scratch.publish({ 'issuers.iin': artifact(0) });
    const { api } = await serve({ ISSUER_DATA: scratch.file('issuers.iin') });
    expect(service!.said('started')[0]).toMatchObject({ issuerRows: 40, issuerDataFault: null });
    expect(await issuerName(api)).toBe('Issuer of edition 0');
    expect(await service!.metric('card_issuer_data_state{state="current"}')).toBe(1);
    expect(await service!.metric('card_issuer_lookups_total{result="hit"}')).toBe(1);

    service!.signal('SIGHUP');
    await eventually(() => service!.said('issuer data unchanged').length === 1);
    expect(service!.said('issuer data unchanged')[0]).toMatchObject({ level: 'info', trigger: 'signal' });

    scratch.publish({ 'issuers.iin': artifact(1) });
    await eventually(() => service!.said('issuer data loaded').length === 2);
    expect(await issuerName(api)).toBe('Issuer of edition 1');

    scratch.publish({ 'issuers.iin': artifact(2).subarray(0, -8) });
    await eventually(() => service!.said('issuer data not loaded').length === 1);
    expect(service!.said('issuer data not loaded')[0]).toMatchObject({
      ...{ level: 'error', fault: 'wrong_size', file: 'issuers.iin', rows: 40 },
    });
    expect(await issuerName(api)).toBe('Issuer of edition 1');
    const { status, issuerData } = await service!.readiness();
    expect(status).toBe(200);
    expect(issuerData).toMatchObject({ status: 'up', state: 'stale', fault: 'wrong_size' });

    scratch.publish({ 'issuers.iin': artifact(2, { changed: 30 }) });
    await eventually(() => service!.said('issuer data refused').length === 1);
    expect(service!.said('issuer data refused')[0]).toMatchObject({ level: 'warn', changedPercent: 75 });

    scratch.publish({ 'issuers.iin': artifact(2) });
    await eventually(() => service!.said('issuer data loaded').length === 3);
    expect(await issuerName(api)).toBe('Issuer of edition 2');
    expect(await service!.metric('card_issuer_reloads_total{result="refused"}')).toBe(1);
    expect(service!.stdout).not.toContain(scratch.path);
    expect(await service!.end('SIGTERM')).toBe(0);
    expect(service!.stderr).toBe('');
  });

  it('loads text files too, in its worker thread', async () => {
    const rows = Array.from({ length: 50 }, (_, row) => `${String(400_000 + row)},Text issuer,KR\n`).join('');
    scratch.write('issuers.csv', `low,issuer,country\n${rows}`);
    const { api } = await serve({ ISSUER_DATA: scratch.file('issuers.csv'), ISSUER_DATA_REQUIRED: 'true' });
    expect(await issuerName(api)).toBe('Text issuer');
    expect(await service!.end('SIGTERM')).toBe(0);
  });

  it('starts without its data, says so, and takes it when it comes', async () => {
    const { api } = await serve({ ISSUER_DATA: scratch.file('later/issuers.iin') });
    expect(await issuerName(api)).toBeNull();
    expect(await service!.readiness()).toMatchObject({
      status: 200,
      issuerData: { status: 'up', state: 'missing', fault: 'not_found', version: null },
    });
    expect(service!.said('started')[0]).toMatchObject({ issuerDataVersion: null, issuerDataFault: 'not_found' });
    expect(service!.said('issuer data is not watched: changes are found by the poll only')).toMatchObject([
      { level: 'warn', reason: 'directory_gone' },
    ]);
    const made = new Scratch();
    made.write('issuers.iin', artifact(0));
    scratch.adopt('later', made);
    await eventually(() => service!.said('issuer data loaded').length === 1);
    expect(await issuerName(api)).toBe('Issuer of edition 0');
  });

  it.each([
    [
      'that is not there',
      'no-such-file.iin',
      null,
      /^ISSUER_DATA: There is no such file\. \(no-such-file\.iin\) ISSUER_DATA_REQUIRED is true/,
    ],
    [
      'that is damaged',
      'bad.iin',
      artifact(0).subarray(8),
      /^ISSUER_DATA: This is not a compiled issuer table.*\(bad\.iin\)/,
    ],
    [
      'whose name is nobody’s business',
      '4539578763621486.iin',
      null,
      /^ISSUER_DATA: There is no such file\. ISSUER_DATA_REQUIRED/,
    ],
  ])('exits with 78 when data is required %s, and tells a person why', async (_what, name, content, reason) => {
    if (content !== null) scratch.write(name, content);
    service = new Service({ ISSUER_DATA: scratch.file(name), ISSUER_DATA_REQUIRED: 'true' });
    await eventually(() => service!.exitCode !== null);
    expect(service.exitCode).toBe(78);
    expect(service.stderr).toMatch(reason);
    expect(service.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(service.stderr + service.stdout).not.toContain(scratch.path);
    expect(service.stderr + service.stdout).not.toContain('4539578763621486');
  });

  it('is not ended by SIGHUP when it has nothing to reload', async () => {
    const { api } = await serve({});
    service!.signal('SIGHUP');
    await eventually(() => service!.said('nothing to reload: ISSUER_DATA is not set').length === 1);
    expect(await issuerName(api)).toBeNull();
    expect(await service!.end('SIGTERM')).toBe(0);
  });

  it('swaps under load without a failure (the short form of npm run reload:run)', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[join(ROOT, 'scripts/reload-run.ts'), '--seconds', '5', '--swaps', '40'],
    ]);
    expect(stdout).toMatch(/^swapping: [1-9]\d{2,} requests/m);
    expect(stdout).toMatch(/failures 0, impossible answers 0, mixed batches 0\n40 swaps/);
  });
});
