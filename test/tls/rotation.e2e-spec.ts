import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnusableFileError } from '../../src/config/start-failure.js';
import { eventually } from '../bin-data/reload-support.js';
import { Authority, hasOpenssl, type Issued } from './certificates.js';
import { ask, keepAliveAgent, scrape, shake, startTls, type TlsService } from './tls-service.js';

jest.setTimeout(30_000);

const isPossible = hasOpenssl();
if (!isPossible) process.stderr.write('test/tls is left out: there is no openssl to make certificates with.\n');

const TAKEN = 'certificate taken';
const REFUSED = 'certificate not taken: the one before goes on serving';
const UNCHANGED = 'certificate unchanged';

let authority: Authority;
let service: TlsService | null = null;

/** What the service reads, as kubelet lays it out: links to a link to a directory. */
class Mounted implements Issued {
  readonly directory: string;
  readonly certFile: string;
  readonly keyFile: string;
  #generation = 0;

  constructor(first: Issued) {
    this.directory = join(authority.directory, 'mounted');
    this.certFile = join(this.directory, 'tls.crt');
    this.keyFile = join(this.directory, 'tls.key');
    mkdirSync(this.directory);
    this.swap(first);
    symlinkSync('..data/tls.crt', this.certFile);
    symlinkSync('..data/tls.key', this.keyFile);
  }

  /** Another generation, and one rename that points to it. */
  swap({ certFile, keyFile }: Pick<Issued, 'certFile' | 'keyFile'>): void {
    const generation = `..generation-${String(++this.#generation)}`;
    const directory = join(this.directory, generation);
    mkdirSync(directory);
    copyFileSync(certFile, join(directory, 'tls.crt'));
    copyFileSync(keyFile, join(directory, 'tls.key'));
    symlinkSync(generation, join(this.directory, '..data_tmp'));
    renameSync(join(this.directory, '..data_tmp'), join(this.directory, '..data'));
  }

  readonly cert = '';
  readonly key = '';
}

beforeEach(() => {
  if (isPossible) authority = new Authority();
});
afterEach(async () => {
  await service?.stop();
  service = null;
  if (isPossible) authority.remove();
});

async function start(issued: Issued, env: Readonly<Record<string, string>> = {}): Promise<TlsService> {
  service = await startTls(issued, { TLS_POLL_MS: '0', ...env });
  return service;
}

async function serialAt(port: number): Promise<string> {
  return (await ask(port, authority)).serial;
}

async function reloads(management: string, result: string): Promise<number> {
  const text = await scrape(management);
  return Number(new RegExp(`^card_tls_reloads_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(text)?.[1]);
}

const when = isPossible ? describe : describe.skip;

when('a certificate that is replaced', () => {
  it('as kubelet does it is shown to new connections, under load and without one failed request', async () => {
    const mounted = new Mounted(authority.issue({ name: 'generation-0' }));
    const { port, out } = await start(mounted);
    const stop = new AbortController();
    const serials = new Set<string>();
    let answered = 0;
    const agent = keepAliveAgent(authority, 4);
    const caller = async (isFresh: boolean): Promise<void> => {
      while (!stop.signal.aborted) {
        const { status, serial } = await ask(port, authority, isFresh ? {} : { agent });
        expect(status).toBe(200);
        answered++;
        if (isFresh) serials.add(serial);
      }
    };
    const callers = [caller(true), caller(true), caller(false), caller(false)];
    for (let generation = 1; generation <= 8; generation++) {
      mounted.swap(authority.issue({ name: `generation-${String(generation)}` }));
      await eventually(() => out.withMessage(TAKEN).length === 1 + generation);
      await sleep(50);
    }
    stop.abort();
    await Promise.all(callers);
    agent.destroy();
    expect(answered).toBeGreaterThan(100);
    expect(serials.size).toBe(9);
    expect(out.withMessage(REFUSED)).toEqual([]);
  });

  it('leaves connections that stand as they are', async () => {
    const mounted = new Mounted(authority.issue({ name: 'old' }));
    const { port, out } = await start(mounted);
    const agent = keepAliveAgent(authority, 1);
    const before = await ask(port, authority, { agent });
    mounted.swap(authority.issue({ name: 'new' }));
    await eventually(() => out.withMessage(TAKEN).length === 2);
    expect((await ask(port, authority, { agent })).serial).toBe(before.serial);
    agent.destroy();
    expect(await serialAt(port)).not.toBe(before.serial);
  });

  it('file by file is taken when both are there, and the moment between them is no trouble', async () => {
    const old = authority.issue({ name: 'old' });
    const { port, out } = await start(old);
    const before = await serialAt(port);
    const next = authority.issue({ name: 'new' });
    copyFileSync(next.certFile, old.certFile);
    await sleep(200);
    copyFileSync(next.keyFile, old.keyFile);
    await eventually(() => out.withMessage(TAKEN).length === 2);
    expect(await serialAt(port)).not.toBe(before);
    expect(out.withMessage(REFUSED)).toEqual([]);
  });

  it('is found by the poll where no watch tells of it', async () => {
    const directory = join(authority.directory, 'first');
    const other = join(authority.directory, 'second');
    const link = join(authority.directory, 'link');
    for (const [at, issued] of [
      [directory, authority.issue({ name: 'old' })],
      [other, authority.issue({ name: 'new' })],
    ] as const) {
      mkdirSync(at);
      copyFileSync(issued.certFile, join(at, 'c'));
      copyFileSync(issued.keyFile, join(at, 'k'));
    }
    symlinkSync(directory, link);
    const issued = { certFile: join(link, 'c'), keyFile: join(link, 'k'), cert: '', key: '' };
    const { out } = await start(issued, { TLS_POLL_MS: '100' });
    symlinkSync(other, `${link}2`);
    renameSync(`${link}2`, link);
    await eventually(() => out.withMessage(TAKEN).length === 2);
    expect(out.withMessage(TAKEN)[1]).toMatchObject({ trigger: 'poll' });
  });

  it('is told by the metrics, and so is the time it has', async () => {
    const mounted = new Mounted(authority.issue({ name: 'old', days: 1 }));
    const { management, out } = await start(mounted);
    const notAfter = async (): Promise<number> => {
      const text = await scrape(management);
      return Number(/^card_tls_certificate_not_after_timestamp_seconds (\S+)$/m.exec(text)?.[1]);
    };
    const first = await notAfter();
    expect(await reloads(management, 'swapped')).toBe(0);
    mounted.swap(authority.issue({ name: 'new', days: 3 }));
    await eventually(() => out.withMessage(TAKEN).length === 2);
    expect(await notAfter()).toBeGreaterThan(first + 24 * 3600);
    expect(await reloads(management, 'swapped')).toBe(1);
  });

  it('is looked at when somebody asks, changed or not', async () => {
    const { reload, out, management } = await start(authority.issue({ name: 'same' }));
    reload();
    await eventually(() => out.withMessage(UNCHANGED).length === 1);
    expect(out.withMessage(UNCHANGED)[0]).toMatchObject({ level: 'info', trigger: 'signal' });
    expect(await reloads(management, 'unchanged')).toBe(1);
  });

  it('makes worthless the sessions that the one before has let in', async () => {
    const mounted = new Mounted(authority.issue({ name: 'old' }));
    const caFile = join(authority.directory, 'clients.pem');
    copyFileSync(authority.root.certFile, caFile);
    const { port, out } = await start(mounted, { TLS_CLIENT_CA_FILE: caFile });
    const { cert, key } = authority.issue({ name: 'client' });
    const options = { ca: authority.root.cert, cert, key, maxVersion: 'TLSv1.2' as const };
    const first = (await shake(port, options)) as TLSSocket;
    const session = first.getSession();
    first.destroy();
    if (session === undefined) throw new Error('There was no session.');
    const again = (await shake(port, { ...options, session })) as TLSSocket;
    expect(again.isSessionReused()).toBe(true);
    again.destroy();
    const stranger = new Authority('Another root');
    copyFileSync(stranger.root.certFile, caFile);
    stranger.remove();
    await eventually(() => out.withMessage(TAKEN).length === 2);
    const late = await ask(port, authority, { ...options, session }).catch(
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect(typeof late).toBe('string');
  });
});

when('a certificate that cannot be taken', () => {
  type Spoil = (mounted: Mounted, other: Issued) => void;
  const spoil = (certFile: string, keyFile: string) => ({ certFile, keyFile });
  const written = (name: string, text: string): string => {
    const file = join(authority.directory, name);
    writeFileSync(file, text);
    return file;
  };
  const faults: Readonly<Record<string, readonly [fault: string, spoil: Spoil]>> = {
    'with the key of another': [
      'key_of_another',
      (mounted, other) => mounted.swap(spoil(authority.issue({ name: 'a' }).certFile, other.keyFile)),
    ],
    'that is no PEM': [
      'cert_not_pem',
      (mounted, other) => mounted.swap(spoil(written('no.pem', 'hello'), other.keyFile)),
    ],
    'that is cut': [
      'cert_not_pem',
      (mounted, other) => mounted.swap(spoil(written('cut.pem', other.cert.slice(0, 200)), other.keyFile)),
    ],
    'that is empty': ['cert_not_pem', (mounted, other) => mounted.swap(spoil(written('empty', ''), other.keyFile))],
    'whose key is no key': [
      'key_not_pem',
      (mounted, other) => mounted.swap(spoil(other.certFile, written('no.key', other.cert))),
    ],
    'that has expired': ['cert_expired', (mounted) => mounted.swap(authority.issue({ name: 'late', days: -1 }))],
    'that OpenSSL finds too weak': [
      'not_accepted',
      (mounted) => mounted.swap(authority.issue({ name: 'weak', rsaBits: 1024 })),
    ],
    'that is gone': ['cert_not_readable', ({ certFile }) => rmSync(certFile)],
    'that is a directory': [
      'cert_not_readable',
      ({ certFile }) => {
        rmSync(certFile);
        mkdirSync(certFile);
      },
    ],
  };

  it.each(Object.entries(faults))(
    '%s leaves the one before, says so once, and the next good one is taken',
    async (_, [fault, change]) => {
      const mounted = new Mounted(authority.issue({ name: 'good' }));
      const { port, out, management } = await start(mounted, { TLS_POLL_MS: '100' });
      const before = await serialAt(port);
      change(mounted, authority.issue({ name: 'other' }));
      await eventually(() => out.withMessage(REFUSED).length === 1);
      expect(out.withMessage(REFUSED)[0]).toMatchObject({ level: 'error', fault });
      expect(await serialAt(port)).toBe(before);
      await sleep(250);
      expect(await reloads(management, 'failed')).toBe(1);
      expect(out.text).not.toContain(authority.directory);
      expect(out.text).not.toContain('BEGIN');
      if (fault === 'cert_not_readable') {
        rmSync(mounted.certFile, { recursive: true, force: true });
        symlinkSync('..data/tls.crt', mounted.certFile);
      }
      mounted.swap(authority.issue({ name: 'next' }));
      await eventually(() => out.withMessage(TAKEN).length >= 2);
      await eventually(() => out.withMessage(REFUSED).length === 1);
      expect(await serialAt(port)).not.toBe(before);
    },
  );
});

interface Spoiling {
  readonly swapKey?: boolean;
  readonly days?: number;
  readonly removeKey?: boolean;
  readonly directory?: boolean;
  readonly ca?: string;
}

when('a start', () => {
  it.each([
    ['with the key of another', 'TLS_KEY_FILE: The key is not that of the certificate.', { swapKey: true }],
    ['with an expired certificate', 'TLS_CERT_FILE: The certificate has expired.', { days: -1 }],
    ['with no file', 'TLS_KEY_FILE: There is no such file.', { removeKey: true }],
    ['with a directory for a file', 'TLS_KEY_FILE: It is not an ordinary file.', { removeKey: true, directory: true }],
    ['with no authorities in their file', 'TLS_CLIENT_CA_FILE: The file of the client authorities holds', { ca: 'x' }],
  ])(
    '%s stops with a sentence and none of what the files hold',
    async (_, sentence, { swapKey, days, removeKey, directory, ca }: Spoiling) => {
      const issued = authority.issue({ name: 'server', ...(days !== undefined && { days }) });
      if (swapKey === true) copyFileSync(authority.issue({ name: 'other' }).keyFile, issued.keyFile);
      if (removeKey === true) rmSync(issued.keyFile);
      if (directory === true) mkdirSync(issued.keyFile);
      const caFile = join(authority.directory, 'clients.pem');
      if (ca !== undefined) writeFileSync(caFile, ca);
      const failure = await startTls(issued, ca === undefined ? {} : { TLS_CLIENT_CA_FILE: caFile }).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(UnusableFileError);
      const { setting, message } = failure as UnusableFileError;
      expect(`${setting}: ${message}`).toContain(sentence);
      expect(message).not.toContain(authority.directory);
    },
  );
});
