import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readSmallFile } from './keys/read-small-file.js';
import { RecordError } from './keys/record-error.js';

export type ReloadTrigger = 'start' | 'signal' | 'request' | 'poll';

/** A look at a file that came to something. */
export interface FileReload {
  readonly trigger: ReloadTrigger;
  readonly result: 'swapped' | 'unchanged' | 'failed';
  /** Credentials that hold from now on. */
  readonly credentials: number;
  /** What is wrong, in a sentence of ours, and where; null unless the file was not taken. */
  readonly hint: string | null;
}

/** Told about looks; must not throw. */
export interface FileReloadObserver {
  fileReloaded(reload: FileReload): void;
}

export interface FilePlan<T> {
  readonly path: string;
  /** 0 looks only when told to. */
  readonly pollMs: number;
  /** @throws RecordError, or rejects with it. */
  readonly parse: (text: string) => T | Promise<T>;
}

/** Coarse clocks tick every two seconds (FAT): a file written twice within one tick looks the same after both. */
const SETTLED_AFTER_MS = 2_500;

/**
 * What a file says about who may call. Whatever becomes of the file, the last good reading holds: a list that cannot be read must not
 * lock everybody out, nor let anybody in. Looking at the path again and again sees all ways of replacing a file, swapped links of
 * directories included.
 */
export class ReloadingFile<T extends { readonly size: number }> {
  #current: T;
  #sha256: string;
  #seen = '';
  #fault: string | null = null;
  #pending: Promise<void> | null = null;
  readonly #timer: NodeJS.Timeout | null;

  private constructor(
    private readonly plan: FilePlan<T>,
    private readonly observer: FileReloadObserver,
    first: Reading<T>,
  ) {
    this.#current = first.value;
    this.#sha256 = first.sha256;
    const { pollMs } = plan;
    this.#timer = pollMs === 0 ? null : setInterval(() => void this.#look('poll'), pollMs).unref();
    this.#report('start', 'swapped');
  }

  /** @throws RecordError when there is nothing good to begin with. */
  static async open<T extends { readonly size: number }>(
    plan: FilePlan<T>,
    observer: FileReloadObserver,
  ): Promise<ReloadingFile<T>> {
    return new ReloadingFile(plan, observer, await read(plan));
  }

  get current(): T {
    return this.#current;
  }

  /** Looks at once, whatever the file system says, and reports what came of it. */
  reload(asked: 'signal' | 'request' = 'signal'): Promise<void> {
    return this.#look(asked);
  }

  stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    return this.#pending ?? Promise.resolve();
  }

  /** One after the other, or an old reading could be put in place of a newer one. */
  #look(trigger: ReloadTrigger): Promise<void> {
    const before = this.#pending ?? Promise.resolve();
    const mine = before.then(() => this.#lookNow(trigger));
    this.#pending = mine;
    return mine;
  }

  async #lookNow(trigger: ReloadTrigger): Promise<void> {
    const trace = await traceOf(this.plan.path);
    if (trigger === 'poll' && trace.text === this.#seen) return;
    this.#seen = trace.isSettled ? trace.text : '';
    try {
      const { value, sha256 } = await read(this.plan);
      this.#take(trigger, value, sha256);
    } catch (error) {
      this.#refuse(trigger, error instanceof RecordError ? error.sentence : 'It cannot be read.');
    }
  }

  #take(trigger: ReloadTrigger, value: T, sha256: string): void {
    const isNew = sha256 !== this.#sha256;
    const isNews = isNew || this.#fault !== null || isAsked(trigger);
    if (isNew) this.#current = value;
    this.#sha256 = sha256;
    this.#fault = null;
    if (isNews) this.#report(trigger, isNew ? 'swapped' : 'unchanged');
  }

  /** The same trouble is told once, but to whoever asks it is told again. */
  #refuse(trigger: ReloadTrigger, fault: string): void {
    const isNews = fault !== this.#fault || isAsked(trigger);
    this.#fault = fault;
    if (isNews) this.#report(trigger, 'failed');
  }

  #report(trigger: ReloadTrigger, result: FileReload['result']): void {
    this.observer.fileReloaded({ trigger, result, credentials: this.#current.size, hint: this.#fault });
  }
}

function isAsked(trigger: ReloadTrigger): boolean {
  return trigger === 'signal' || trigger === 'request';
}

interface Reading<T> {
  readonly value: T;
  readonly sha256: string;
}

async function read<T>({ path, parse }: FilePlan<T>): Promise<Reading<T>> {
  const text = await readSmallFile(path);
  return { value: await parse(text), sha256: createHash('sha256').update(text).digest('hex') };
}

/** Follows links: a link that leads elsewhere now leads to another inode. */
async function traceOf(path: string): Promise<{ readonly text: string; readonly isSettled: boolean }> {
  const now = Date.now();
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = await stat(path, { bigint: true });
    return {
      text: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
      isSettled: now - Number(ctimeMs) > SETTLED_AFTER_MS,
    };
  } catch {
    return { text: 'out of sight', isSettled: true };
  }
}
