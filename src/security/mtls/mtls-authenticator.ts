import type { IncomingMessage } from 'node:http';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { AccessRefused } from '../access-refused.js';
import type { Authenticator } from '../authenticator.js';
import type { Client } from '../client.js';
import type { AddressOf } from '../client-address.js';
import { lettersId } from '../letters-id.js';
import { subjectsOf } from './certificate-subjects.js';
import type { SubjectRecord, Subjects } from './subject-record.js';

/** What was read from the certificate of a connection. */
interface Shown {
  readonly subjects: readonly string[];
  readonly validToMs: number;
  /** Stands for a certificate that nobody knows; null where its bytes are not there. */
  readonly fingerprint: string | null;
}

/** Takes client certificates: the handshake found that an authority we trust has signed them, the file says whom of those we know. */
export class MtlsAuthenticator implements Authenticator {
  readonly kind = 'certificate';
  /** HTTP has no challenge for certificates: the handshake asked. */
  readonly challenge = null;
  readonly #shown = new WeakMap<TLSSocket, Shown>();

  constructor(
    private readonly file: { readonly current: Subjects },
    readonly addressOf: AddressOf,
    private readonly now: () => number,
  ) {}

  authenticate(request: IncomingMessage): Client {
    const { socket } = request;
    if (!(socket instanceof TLSSocket) || !socket.authorized) throw new AccessRefused('missing');
    const { subjects, validToMs, fingerprint } = this.#certificateOf(socket);
    const record = this.#find(subjects);
    if (record === undefined) throw new AccessRefused('unknown', fingerprint);
    // A connection can outlive the certificate it began with.
    if (!(this.now() < validToMs)) throw new AccessRefused('expired', record.id);
    const { id, scopes, cardsMax } = record;
    return { kind: this.kind, id, address: this.addressOf(request), scopes, cardsMax };
  }

  #find(subjects: readonly string[]): SubjectRecord | undefined {
    const known = this.file.current;
    const subject = subjects.find((one) => known.has(one));
    return subject === undefined ? undefined : known.get(subject);
  }

  /** Read once for each connection, and looked up for each request: a subject that is struck off is out at once. */
  #certificateOf(socket: TLSSocket): Shown {
    const known = this.#shown.get(socket);
    if (known !== undefined) return known;
    const certificate = socket.getPeerCertificate();
    // An empty object where there is none.
    if (!('subject' in certificate)) throw new AccessRefused('missing');
    const shown = {
      subjects: subjectsOf(certificate),
      validToMs: Date.parse(certificate.valid_to),
      fingerprint: fingerprintOf(certificate),
    };
    this.#shown.set(socket, shown);
    return shown;
  }
}

/** The SHA-256 of its bytes, as much of it as finds the certificate among others. */
function fingerprintOf({ fingerprint256 }: Partial<PeerCertificate>): string | null {
  return fingerprint256 === undefined ? null : lettersId(fingerprint256.replaceAll(':', ''));
}
