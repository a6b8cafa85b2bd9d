import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { findIssuerInput, isDirectory, MANIFEST } from '../load/issuer-files.js';

/** What the file system says about issuer data without reading it. */
export interface Fingerprint {
  /** Equal texts: nothing was written, replaced or relinked in between, as far as the clock of the file system can tell. */
  readonly text: string;
  /**
   * Whether the last change lies far enough back. A file that is written twice within a tick of that clock looks the same after both,
   * so the fingerprint of one that changed just now proves nothing.
   */
  readonly isSettled: boolean;
  /** Several files are read one after the other, and each may be whole without all being of one edition. */
  readonly isOfSeveral: boolean;
}

/** Of data that could not be looked at. */
export const UNSEEN: Fingerprint = { text: '', isSettled: false, isOfSeveral: false };

/** Coarse clocks tick every two seconds (FAT); ordinary ones every few milliseconds. */
const SETTLED_AFTER_MS = 2500n;
const NANOSECONDS_PER_MS = 1_000_000n;

export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const now = BigInt(Date.now());
  const paths = await filesBehind(path);
  const traces = await Promise.all(paths.map(traceOf));
  const youngestNs = traces.reduce((youngest, { changedNs }) => (changedNs > youngest ? changedNs : youngest), 0n);
  return {
    text: traces.map(({ text }) => text).join('\n'),
    isSettled: now - youngestNs / NANOSECONDS_PER_MS > SETTLED_AFTER_MS,
    isOfSeveral: paths.length > 1,
  };
}

/** Only what is read: whatever else lies beside it may change as it likes. */
async function filesBehind(path: string): Promise<readonly string[]> {
  const inside = await isDirectory(path);
  if (!inside && extname(path).toLowerCase() !== '.json') return [path];
  const manifest = inside ? join(path, MANIFEST) : path;
  try {
    const input = await findIssuerInput(path);
    return input.kind === 'artifact' ? [input.path] : [manifest, ...input.sources.map((source) => source.path)];
  } catch {
    // What is wrong with it is said by who loads it.
    return [manifest];
  }
}

interface Trace {
  readonly text: string;
  readonly changedNs: bigint;
}

/** Follows links: a link that leads elsewhere now leads to another inode. */
async function traceOf(path: string): Promise<Trace> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return { text: [path, dev, ino, size, mtimeNs, ctimeNs].join(' '), changedNs: ctimeNs };
  } catch (error) {
    return { text: `${path} ${String((error as NodeJS.ErrnoException).code)}`, changedNs: 0n };
  }
}
