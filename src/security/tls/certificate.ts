import type { SecureContextOptions } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { CertificateEnd } from './certificate-end.js';
import { FileWatch } from './file-watch.js';
import { type TlsFault, TlsFileError } from './tls-fault.js';
import { digestOf, readTlsFiles, type TlsFiles, type TlsPaths } from './tls-files.js';
import { checkTlsFiles, type TlsMaterial } from './tls-material.js';
import type { TlsEndObserver, TlsLookTrigger, TlsObserver } from './tls-observer.js';
import type { TlsMinVersion } from './tls-policy.js';

/** A server that can change its certificate between two connections. */
export interface SecureServer {
  setSecureContext(options: SecureContextOptions): void;
}

export interface CertificatePlan {
  readonly paths: TlsPaths;
  readonly minVersion: TlsMinVersion;
  /** 0 never looks by itself. */
  readonly pollMs: number;
  readonly observer: TlsObserver & TlsEndObserver;
  readonly now: () => Date;
}

/** The files are written one after the other: between two of them they do not fit each other. */
const SECOND_LOOK_MS = 500;

/** The certificate of a server, taken anew when its files change. Whatever is wrong with new files, the last good ones go on serving. */
export class Certificate {
  readonly #watch: FileWatch;
  readonly #poll: NodeJS.Timeout | null;
  readonly #end: CertificateEnd;
  #server: SecureServer | null = null;
  #context: SecureContextOptions;
  #serving: string;
  /** Of the files that were looked at last, good or not. */
  #seen: string;
  #fault: TlsFault | null = null;
  #looking = Promise.resolve();
  #isStopped = false;

  /** @throws TlsFileError when the files cannot be taken. */
  static async load(plan: CertificatePlan): Promise<Certificate> {
    const files = await readTlsFiles(plan.paths);
    const material = checkTlsFiles(files, plan.minVersion, plan.now());
    plan.observer.certificateTaken(material.notAfter, 'start');
    return new Certificate(plan, material, digestOf(files));
  }

  private constructor(
    private readonly plan: CertificatePlan,
    { context, notAfter }: TlsMaterial,
    digest: string,
  ) {
    const { paths, pollMs } = plan;
    this.#context = context;
    this.#serving = digest;
    this.#seen = digest;
    const { cert, key, clientCa } = paths;
    this.#watch = new FileWatch(clientCa === null ? [cert, key] : [cert, key, clientCa], () => void this.look('watch'));
    this.#watch.arm();
    this.#end = new CertificateEnd(plan.observer, plan.now);
    this.#end.watch(notAfter);
    this.#poll = pollMs === 0 ? null : setInterval(() => void this.look('poll'), pollMs).unref();
  }

  get context(): SecureContextOptions {
    return this.#context;
  }

  /** From now on the server has each certificate that is taken, connections that stand excepted. */
  serve(server: SecureServer): void {
    this.#server = server;
    server.setSecureContext(this.#context);
  }

  /** One look at a time; resolves after this one. */
  look(trigger: TlsLookTrigger): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look(trigger));
    return this.#looking;
  }

  stop(): void {
    this.#isStopped = true;
    this.#watch.stop();
    this.#end.stop();
    if (this.#poll !== null) clearInterval(this.#poll);
  }

  async #look(trigger: TlsLookTrigger): Promise<void> {
    if (this.#isStopped) return;
    this.#watch.arm();
    const found = await this.#patientRead();
    this.#conclude(found, trigger);
  }

  async #patientRead(): Promise<Found> {
    const found = await this.#read();
    if (found.fault === null || found.digest === this.#seen) return found;
    await sleep(SECOND_LOOK_MS, undefined, { ref: false });
    return this.#read();
  }

  #conclude({ digest, fault, material }: Found, trigger: TlsLookTrigger): void {
    if (this.#isStopped) return;
    const { observer } = this.plan;
    const isAsked = trigger === 'signal' || trigger === 'request';
    const isNews = digest !== this.#seen || fault !== this.#fault;
    this.#seen = digest;
    this.#fault = fault;
    if (fault === 'cert_expired' && digest === this.#serving) {
      // Nothing new was refused, and the end of the one that serves is told by itself.
      if (isAsked) this.#end.look();
    } else if (fault !== null) {
      if (isNews || isAsked) observer.certificateRefused(fault, trigger);
    } else if (digest !== this.#serving) {
      this.#serving = digest;
      this.#take(material, trigger);
    } else if (isNews || isAsked) observer.certificateUnchanged(trigger);
  }

  #take({ context, notAfter }: TlsMaterial, trigger: TlsLookTrigger): void {
    this.#server?.setSecureContext(context);
    this.#context = context;
    this.plan.observer.certificateTaken(notAfter, trigger);
    this.#end.watch(notAfter);
  }

  async #read(): Promise<Found> {
    const { paths, minVersion, now } = this.plan;
    let files: TlsFiles | null = null;
    try {
      files = await readTlsFiles(paths);
      return { digest: digestOf(files), fault: null, material: checkTlsFiles(files, minVersion, now()) };
    } catch (error) {
      const fault = error instanceof TlsFileError ? error.fault : 'not_accepted';
      return { digest: files === null ? NOTHING_READ : digestOf(files), fault, material: null };
    }
  }
}

/** What one look came to. */
type Found = { readonly digest: string } & (
  { readonly fault: null; readonly material: TlsMaterial } | { readonly fault: TlsFault; readonly material: null }
);

const NOTHING_READ = '';
