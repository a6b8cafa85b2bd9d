import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const CLIENTS = join(import.meta.dirname, '..', '..', 'docs', 'clients');

/** A client of docs/clients, as docs/sidecar.md calls it. */
export interface Client {
  readonly name: string;
  readonly file: string;
  readonly command: readonly string[];
  /** Asked before anything else: without it the client is skipped. */
  readonly needs: readonly string[];
  /** Made once, from the file, in a folder of the tests. */
  readonly build?: readonly string[];
  /** What the client exits with when nobody answers at all. */
  readonly noAnswer: { readonly absent: number; readonly late: number };
}

const NO_ANSWER = { absent: 2, late: 2 };

export const CLIENT_LIST: readonly Client[] = [
  // Codes of curl itself: no connection, and too late.
  {
    name: 'curl',
    file: 'ask.sh',
    command: ['sh', 'ask.sh'],
    needs: ['curl', '--version'],
    noAnswer: { absent: 7, late: 28 },
  },
  {
    name: 'Node',
    file: 'ask.mjs',
    command: [process.execPath, 'ask.mjs'],
    needs: [process.execPath, '--version'],
    noAnswer: NO_ANSWER,
  },
  {
    name: 'Python',
    file: 'ask.py',
    command: ['python3', 'ask.py'],
    needs: ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 8))'],
    noAnswer: NO_ANSWER,
  },
  {
    name: 'Go',
    file: 'ask.go',
    command: ['./ask'],
    needs: ['go', 'version'],
    build: ['go', 'build', '-o', 'ask', 'ask.go'],
    noAnswer: NO_ANSWER,
  },
  {
    name: 'Java',
    file: 'Ask.java',
    command: ['java', '-XX:TieredStopAtLevel=1', 'Ask'],
    needs: ['javac', '--release', '17', '--version'],
    build: ['javac', '--release', '17', '-Xlint:all,-serial,-try', '-Werror', 'Ask.java'],
    noAnswer: NO_ANSWER,
  },
];

export function isHere({ needs: [program = '', ...args] }: Client): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Copies the client into a folder of its own, and builds it if it has to be built. */
export function install(client: Client, parent: string): string {
  const folder = join(parent, client.name);
  mkdirSync(folder);
  copyFileSync(join(CLIENTS, client.file), join(folder, client.file));
  const [program, ...args] = client.build ?? [];
  if (program !== undefined) {
    const built = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${client.file} does not compile:\n${built.stdout}${built.stderr}`);
  }
  return folder;
}

/** A client under way. */
export class ClientRun {
  readonly ended: Promise<Ran>;
  stdout = '';
  #stderr = '';
  readonly #child;

  constructor({ command: [program = '', ...args] }: Client, folder: string, words: readonly string[]) {
    this.#child = spawn(program, [...args, ...words], { cwd: folder, stdio: 'pipe' });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    // Whoever was refused reads no more of it.
    this.#child.stdin.on('error', () => undefined);
    this.ended = once(this.#child, 'close').then(([status]: unknown[]) => {
      return { status: status as number | null, stdout: this.stdout, stderr: this.#stderr };
    });
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  end(text = ''): Promise<Ran> {
    this.#child.stdin.end(text);
    return this.ended;
  }
}
