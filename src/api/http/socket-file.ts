import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  unlinkSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SOCKET_PATH_BYTES_MAX } from '../../config/listen-settings.js';

/** Why a socket cannot be had, as the system would say it. */
export class SocketFileError extends Error {
  constructor(readonly code: 'EADDRINUSE' | 'ENOTSOCK') {
    super('The socket cannot be had.');
  }
}

/** Others that start at the same time take dead sockets away too; who meets that many is not starting but being kept from it. */
const ATTEMPTS_MAX = 5;

/** Longer than a process takes from the look at a dead socket to its removal, which are two system calls in a row. */
const SETTLE_MS = 30;

/**
 * The name under which a Unix socket is found. A socket is bound under a name that nobody knows, gets its permissions there, and is then
 * linked to the name that was asked for. So the name never leads to a socket that does not listen yet or lets in the wrong ones, of those who
 * start at once one gets it, and Node, which takes away what it has bound and not who lives there now, finds nothing to take away.
 */
export class SocketFile {
  /** To be bound, before `publish`. */
  readonly birthPath: string;
  #own: BigIntStats | null = null;

  /** @throws the error of the system when there is no such folder; Node would say that it is forbidden. */
  constructor(private readonly path: string) {
    lstatSync(`${dirname(path)}/.`);
    this.birthPath = birthPathFor(path);
  }

  /**
   * Due when somebody listens at `birthPath`.
   *
   * @throws SocketFileError when the name is somebody else's, or the error of the system.
   */
  async publish(mode: number): Promise<void> {
    // Bound, it was 0755 by most umasks: nobody but the owner could have connected.
    this.#own = setMode(this.birthPath, mode);
    for (let attempt = 1; !this.#link(); attempt++) {
      if (attempt === ATTEMPTS_MAX) throw new SocketFileError('EADDRINUSE');
      await removeDead(this.path);
    }
    unlinkSync(this.birthPath);
    // Somebody may have found a dead socket here, and take away what he takes for it.
    await sleep(SETTLE_MS);
    if (!this.#isOurs()) throw new SocketFileError('EADDRINUSE');
  }

  /** Takes the name away, unless it leads to somebody else by now. What cannot be taken away is dead, and the next start sees to it. */
  retract(): void {
    try {
      if (this.#isOurs()) unlinkSync(this.path);
    } catch {
      // The folder is not ours any more.
    }
  }

  /** @returns false when the name is taken. */
  #link(): boolean {
    try {
      linkSync(this.birthPath, this.path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  }

  #isOurs(): boolean {
    return this.#own !== null && isSame(look(this.path), this.#own);
  }
}

/** Of Linux: a file without the right to read or write it, which a socket can be, too. Node has no name for it. */
const O_PATH = 0o10_000_000;

/**
 * By what stands there now, and no longer by its name: whoever may write to the folder could put a link to a secret of ours in its place,
 * and the mode would be that of the secret.
 *
 * @throws SocketFileError when it is no socket of ours, or the error of the system.
 */
function setMode(path: string, mode: number): BigIntStats {
  // Without /proc nobody can be told a file but by its name.
  if (process.platform !== 'linux') {
    chmodSync(path, mode);
    return lstatSync(path, { bigint: true });
  }
  const file = openSync(path, O_PATH | constants.O_NOFOLLOW);
  try {
    const found = fstatSync(file, { bigint: true });
    if (!found.isSocket() || found.uid !== BigInt(process.geteuid?.() ?? -1)) throw new SocketFileError('ENOTSOCK');
    chmodSync(`/proc/self/fd/${file}`, mode);
    return found;
  } finally {
    closeSync(file);
  }
}

/** A container that was killed leaves its socket in the volume. */
async function removeDead(path: string): Promise<void> {
  const found = look(path);
  if (found === null) return;
  if (!found.isSocket()) throw new SocketFileError('ENOTSOCK');
  if (await isAnswered(path)) throw new SocketFileError('EADDRINUSE');
  // In one go: between the two nobody of this process runs, and others hardly.
  if (isSame(look(path), found)) unlinkSync(path);
}

/** @throws the error of the system when it does not let us find out. */
async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    const code = codeOf(error);
    // A queue that is full, or a socket of another kind: somebody is there.
    if (code === 'EAGAIN' || code === 'EPROTOTYPE') return true;
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

function birthPathFor(path: string): string {
  const letters = randomBytes(4).toString('hex');
  const beside = `${path}.${letters}`;
  if (Buffer.byteLength(beside) <= SOCKET_PATH_BYTES_MAX) return beside;
  const folder = `${dirname(path)}/`;
  return folder + letters.slice(0, SOCKET_PATH_BYTES_MAX - Buffer.byteLength(folder));
}

function look(path: string): BigIntStats | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
}

/** The number of a file is given anew when the file is gone; that of a socket which is open is not. */
function isSame(one: BigIntStats | null, other: BigIntStats): boolean {
  return one?.dev === other.dev && one.ino === other.ino && one.mtimeNs === other.mtimeNs;
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | null)?.code;
}
