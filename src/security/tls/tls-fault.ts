/** What can be wrong with the files of a certificate. Each with a sentence for the operator, free of anything the files hold. */
export const TLS_FAULTS = {
  cert_not_readable: 'The file of the certificate cannot be read.',
  key_not_readable: 'The file of the key cannot be read.',
  client_ca_not_readable: 'The file of the client authorities cannot be read.',
  cert_not_pem: 'The file of the certificate does not begin with a certificate in PEM.',
  key_not_pem: 'The file of the key holds no private key in PEM that is not encrypted.',
  client_ca_not_pem: 'The file of the client authorities holds no certificates in PEM, or something else among them.',
  key_of_another: 'The key is not that of the certificate.',
  cert_expired: 'The certificate has expired.',
  cert_not_yet_valid: 'The certificate is not valid yet; or the clock of this machine is wrong.',
  not_accepted: 'OpenSSL does not accept the files: a key may be too short, or a signature too weak.',
} as const;

export type TlsFault = keyof typeof TLS_FAULTS;

/** The certificate cannot be taken. Errors of OpenSSL are dropped: they are written by others. */
export class TlsFileError extends Error {
  /** @param sentence In place of the usual one: of ours, and free of paths. */
  constructor(
    readonly fault: TlsFault,
    sentence: string = TLS_FAULTS[fault],
  ) {
    super(sentence);
  }
}
