import { Server as TlsServer, type TlsOptions } from 'node:tls';
import type { Config } from './config/config.js';
import { UnusableFileError } from './config/start-failure.js';
import type { Log } from './logging/log.js';
import { TlsLog } from './logging/tls-log.js';
import type { Metrics } from './metrics/metrics.js';
import { Certificate } from './security/tls/certificate.js';
import { type TlsFault, TlsFileError } from './security/tls/tls-fault.js';
import type { TlsPaths } from './security/tls/tls-files.js';
import type { TlsObserver } from './security/tls/tls-observer.js';

/** The certificate of the API port, and how it is taken anew. */
export interface TlsParts {
  /** For the server that is made with it. */
  readonly options: TlsOptions;
  /** That server has every certificate that is taken later. */
  serve(server: object): void;
  reload(asked: 'signal' | 'request'): void;
  stop(): Promise<void>;
}

/** Null where the API speaks plain HTTP. @throws UnusableFileError when the certificate cannot be taken. */
export async function tlsOf(
  config: Config,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<TlsParts | null> {
  const paths = pathsOf(config);
  if (paths === null) return null;
  const lines = new TlsLog(log);
  const observer = {
    ...both(metrics.tls, lines),
    certificateEnds: (notAfter: Date, daysLeft: number) => lines.certificateEnds(notAfter, daysLeft),
    certificateEnded: (notAfter: Date) => lines.certificateEnded(notAfter),
  };
  const { tlsMinVersion: minVersion, tlsPollMs: pollMs } = config;
  const certificate = await load(() =>
    Certificate.load({ paths, minVersion, pollMs, observer, now: () => new Date() }),
  );
  return {
    options: { ...certificate.context, ...clientPolicy(config) },
    serve: (server) => {
      if (server instanceof TlsServer) certificate.serve(server);
    },
    reload: (asked) => void certificate.look(asked),
    stop: () => {
      certificate.stop();
      return Promise.resolve();
    },
  };
}

/**
 * Whoever has to show a certificate is turned away before the first byte of a request. One that is asked for and not needed would look
 * like a lock and be none.
 */
function clientPolicy({ tlsClientCaFile, headersTimeoutMs }: Config): TlsOptions {
  const isAsked = tlsClientCaFile !== null;
  return {
    requestCert: isAsked,
    rejectUnauthorized: isAsked,
    handshakeTimeout: headersTimeoutMs,
    ALPNProtocols: ['http/1.1'],
  };
}

function pathsOf({ tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: clientCa }: Config): TlsPaths | null {
  return cert === null || key === null ? null : { cert, key, clientCa };
}

async function load(certificate: () => Promise<Certificate>): Promise<Certificate> {
  try {
    return await certificate();
  } catch (error) {
    if (error instanceof TlsFileError) throw new UnusableFileError(settingOf(error.fault), error.message);
    throw error;
  }
}

function settingOf(fault: TlsFault): string {
  if (fault.startsWith('key_')) return 'TLS_KEY_FILE';
  return fault.startsWith('client_ca_') ? 'TLS_CLIENT_CA_FILE' : 'TLS_CERT_FILE';
}

function both(first: TlsObserver, second: TlsObserver): TlsObserver {
  return {
    certificateTaken: (notAfter, trigger) => {
      first.certificateTaken(notAfter, trigger);
      second.certificateTaken(notAfter, trigger);
    },
    certificateUnchanged: (trigger) => {
      first.certificateUnchanged(trigger);
      second.certificateUnchanged(trigger);
    },
    certificateRefused: (fault, trigger) => {
      first.certificateRefused(fault, trigger);
      second.certificateRefused(fault, trigger);
    },
  };
}
