import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate, its key, and where they lie. */
export interface Issued {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

interface Wish {
  readonly name: string;
  /** Whole days from now on; negative ones have passed. */
  readonly days?: number;
  readonly rsaBits?: number;
  /** In place of the one that belongs to it. */
  readonly digest?: string;
}

/** False where the tests about TLS have to be left out. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** An authority that lives as long as a test, in a directory of its own. */
export class Authority {
  readonly directory = mkdtempSync(join(tmpdir(), 'iinspect-tls-'));
  readonly root: Issued;
  #serial = 0;

  constructor(name = 'Test root') {
    this.root = this.#files('root');
    this.#newKey(this.root.keyFile);
    this.#openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      this.root.keyFile,
      '-out',
      this.root.certFile,
      '-days',
      '30',
      ...subject(name),
    );
  }

  /** For 127.0.0.1 and localhost; clients show the same kind. */
  issue({ name, days = 30, rsaBits, digest = 'sha256' }: Wish): Issued {
    const issued = this.#files(`${name}-${String(++this.#serial)}`);
    this.#newKey(issued.keyFile, rsaBits);
    const request = join(this.directory, 'request.pem');
    const extensions = join(this.directory, 'extensions.txt');
    writeFileSync(
      extensions,
      `subjectAltName=IP:127.0.0.1,DNS:localhost,URI:spiffe://test/${name}\nbasicConstraints=CA:FALSE\n`,
    );
    this.#openssl('req', '-new', '-key', issued.keyFile, '-out', request, ...subject(name));
    this.#openssl(
      ...['x509', '-req', '-in', request, '-CA', this.root.certFile, '-CAkey', this.root.keyFile, `-${digest}`],
      ...['-set_serial', String(1000 + this.#serial), '-days', String(days), '-extfile', extensions],
      ...['-out', issued.certFile],
    );
    return issued;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #files(name: string): Issued {
    const certFile = join(this.directory, `${name}.crt`);
    const keyFile = join(this.directory, `${name}.key`);
    return {
      certFile,
      keyFile,
      get cert() {
        return readFileSync(certFile, 'utf8');
      },
      get key() {
        return readFileSync(keyFile, 'utf8');
      },
    };
  }

  #newKey(file: string, rsaBits?: number): void {
    if (rsaBits === undefined) this.#openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file);
    else this.#openssl('genrsa', '-out', file, String(rsaBits));
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.directory, stdio: 'pipe' });
  }
}

function subject(name: string): readonly string[] {
  return ['-subj', `/O=iinspect tests/CN=${name}`];
}
