import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IssuerDataError, type IssuerDataFault } from '../../src/bin-data/issuer-data-error.js';
import { type Intake, type IntakeRequest, takeIssuerData } from '../../src/bin-data/reload/issuer-intake.js';
import type { IssuerLoader } from '../../src/bin-data/reload/issuer-loader.js';
import { type IssuerDataPlan, ReloadingIinSource } from '../../src/bin-data/reload/reloading-iin-source.js';
import { buildIssuerTable } from '../../src/core/issuers/issuer-table-builder.js';
import type { ReloadObserver, ReloadOutcome, WatchLoss } from '../../src/validation/ports.js';
import { embeddedTable } from '../support/embedded-table.js';
import { BUILT_AT, issuerFile, issuerRecord } from '../support/issuer-rows.js';
import { sha256 } from '../support/table-rows.js';

/** Prefixes 400000, 400001, …: `changed` of `count` name another issuer than edition 0 does. */
export function artifact(edition: number, { count = 40, changed = 2 } = {}): Buffer {
  const records = Array.from({ length: count }, (_, index) =>
    issuerRecord(String(400_000 + index), undefined, {
      name: index < changed ? `Issuer of edition ${String(edition)}` : `Issuer ${String(index)}`,
    }),
  );
  return Buffer.from(buildIssuerTable({ builtAt: BUILT_AT, files: [issuerFile('a', records)] }, sha256));
}

/** The same change, with a checksum that holds. */
export function patched(bytes: Buffer, offset: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, offset);
  createHash('sha256').update(copy.subarray(40)).digest().copy(copy, 8);
  return copy;
}

const HEADER_BYTES = 64;
const ENTRY_BYTES = 24;

/** Where a section of a compiled table begins. */
export function sectionAt(bytes: Buffer, name: string): number {
  const entries = Array.from({ length: bytes.readUInt32LE(52) }, (_, index) => HEADER_BYTES + index * ENTRY_BYTES);
  const entry = entries.find((at) => bytes.toString('latin1', at, at + 16).replaceAll('\0', '') === name);
  if (entry === undefined) throw new Error(`There is no section ${name}.`);
  return bytes.readUInt32LE(entry + 16);
}

/** What the worker does, without a thread. */
export class InProcessLoader implements IssuerLoader {
  loads = 0;

  async load(request: IntakeRequest): Promise<Intake> {
    this.loads++;
    const message = await takeIssuerData(request);
    if ('fault' in message) throw new IssuerDataError(message.fault, message.place);
    return message.intake;
  }

  async stop(): Promise<void> {}
}

/** Answers each load when it is told to. */
export class ScriptedLoader implements IssuerLoader {
  readonly requests: IntakeRequest[] = [];
  readonly timeoutsMs: number[] = [];
  #pending: PromiseWithResolvers<Intake> | null = null;

  load(request: IntakeRequest, timeoutMs: number): Promise<Intake> {
    this.requests.push(request);
    this.timeoutsMs.push(timeoutMs);
    this.#pending = Promise.withResolvers();
    return this.#pending.promise;
  }

  async stop(): Promise<void> {
    this.fail('loader_failed');
  }

  /** @param bytes The table, and how much of what was known it changes. */
  async answer(bytes: Buffer, changedShare: number | null = null): Promise<void> {
    await this.#asked();
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    this.#take()?.resolve({ bytes: shared, changedShare });
  }

  async failNext(fault: IssuerDataFault): Promise<void> {
    await this.#asked();
    this.fail(fault);
  }

  fail(fault: IssuerDataFault): void {
    this.#take()?.reject(new IssuerDataError(fault));
  }

  async #asked(): Promise<void> {
    await eventually(() => this.#pending !== null);
  }

  #take(): PromiseWithResolvers<Intake> | null {
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }
}

export class RecordingReloads implements ReloadObserver {
  readonly outcomes: ReloadOutcome[] = [];
  readonly losses: WatchLoss[] = [];

  reloadEnded(outcome: ReloadOutcome): void {
    this.outcomes.push(outcome);
  }

  watchLost(loss: WatchLoss): void {
    this.losses.push(loss);
  }

  get last(): ReloadOutcome | undefined {
    return this.outcomes.at(-1);
  }
}

export const LIMITS = { bytesMax: 100_000, rowsMax: 1000, skippedPercentMax: 10 };

export interface Bench<L extends IssuerLoader> {
  readonly source: ReloadingIinSource;
  readonly loader: L;
  readonly observer: RecordingReloads;
}

/** A source on its own: no poll unless asked for. */
export function sourceOf<L extends IssuerLoader>(
  path: string,
  loader: L,
  plan: Partial<IssuerDataPlan> = {},
): Bench<L> {
  const observer = new RecordingReloads();
  const full = { path, limits: LIMITS, changePercentMax: 20, timeoutMs: 10_000, pollMs: 0, ...plan };
  const source = new ReloadingIinSource(full, { embedded: embeddedTable, loader, observer, clock: () => new Date() });
  return { source, loader, observer };
}

const DEADLINE_MS = 10_000;

/** No test says how fast something happens, only that it does. */
export async function eventually(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`It did not come true within ten seconds: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), 'iinspect-reload-'));
  #generation = 0;

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  /** As a careful copy does it. */
  renameOver(name: string, content: string | Uint8Array): string {
    renameSync(this.write(`.${name}.new`, content), this.file(name));
    return this.file(name);
  }

  /** As kubelet does it: `file → ..data/file`, and `..data` → a new directory each time. */
  publish(files: Readonly<Record<string, string | Uint8Array>>): void {
    const generation = `..2026_${String(++this.#generation)}`;
    mkdirSync(this.file(generation));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(this.file(generation), name), content);
    symlinkSync(generation, this.file('..data_tmp'));
    renameSync(this.file('..data_tmp'), this.file('..data'));
    for (const name of Object.keys(files)) {
      if (this.#generation === 1) symlinkSync(join('..data', name), this.file(name));
    }
    if (this.#generation > 1) rmSync(this.file(`..2026_${String(this.#generation - 1)}`), { recursive: true });
  }

  /** Another scratch directory becomes a part of this one. */
  adopt(name: string, other: Scratch): void {
    renameSync(other.path, this.file(name));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
