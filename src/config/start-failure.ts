import { ConfigError } from './config.js';

/** `sysexits.h`, so that a script can tell why the start failed. */
export const EXIT_CODES = { unavailable: 69, software: 70, notPermitted: 77, config: 78 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Where the service was asked to listen, and the settings that asked it; a socket is asked for by `LISTEN` alone. */
export type ListenPlace = ListenAddress | SocketPlace;

export interface SocketPlace {
  readonly path: string;
  /** Permissions, as the system counts them. */
  readonly mode: number;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly hostSetting: string;
  readonly portSetting: string;
}

export class ListenError extends Error {
  constructor(
    readonly address: ListenPlace,
    override readonly cause: unknown,
  ) {
    super('The service cannot listen where it was told to.');
  }
}

/** The start was told not to go on without data that cannot be had. */
export class RequiredDataError extends Error {
  /** @param reason Sentences of ours, free of anything that a file or a path holds; a plain file name at the most. */
  constructor(
    readonly setting: string,
    readonly requiredBy: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** A file that a setting names, and without which there is no start, cannot be used. */
export class UnusableFileError extends Error {
  /** @param reason A sentence of ours, free of anything that the file or its path holds. */
  constructor(
    readonly setting: string,
    reason: string,
  ) {
    super(reason);
  }
}

export interface StartFailure {
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}

/** What to tell the person in front of the terminal. Settings are named and, but for ports, never quoted: see `docs/configuration.md`. */
export function explainStartFailure(error: unknown): StartFailure {
  if (error instanceof ConfigError) return { lines: error.lines(), exitCode: EXIT_CODES.config };
  if (error instanceof ListenError) return explainListenError(error);
  if (error instanceof RequiredDataError) return explainRequiredData(error);
  if (error instanceof UnusableFileError) return fail('config', `${error.setting}: ${error.message}`);
  return {
    lines: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    exitCode: EXIT_CODES.software,
  };
}

function explainListenError({ address, cause }: ListenError): StartFailure {
  if ('path' in address) return explainSocketError(errorCode(cause));
  const { port, hostSetting, portSetting } = address;
  switch (errorCode(cause)) {
    case 'EADDRINUSE':
      return fail(
        'unavailable',
        `Port ${port} is taken. Stop the program that has it, or choose another ${portSetting}.`,
      );
    case 'EACCES':
      return fail(
        'notPermitted',
        `Port ${port} may not be used by this user. Choose a ${portSetting} of 1024 or more.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('config', `This machine does not have the address in ${hostSetting}.`);
    case undefined:
    default:
      return fail(
        'software',
        `Cannot listen on port ${port} of the address in ${hostSetting} (${errorCode(cause) ?? 'no reason given'}).`,
      );
  }
}

function explainSocketError(code: string | undefined): StartFailure {
  switch (code) {
    case 'EADDRINUSE':
      return fail('unavailable', 'Another program answers at the socket in LISTEN. Stop it, or choose another LISTEN.');
    case 'ENOTSOCK':
      return fail('config', 'What LISTEN names is there and is no socket. Remove it, or choose another LISTEN.');
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('config', 'The folder of the socket in LISTEN does not exist. Make it, or choose another LISTEN.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ERR_ACCESS_DENIED':
      return fail(
        'notPermitted',
        'This user may not make the socket in LISTEN, or not look at the one that is there. The folder has to be writable, and the socket ours.',
      );
    case undefined:
    default:
      return fail('software', `Cannot listen on the socket in LISTEN (${code ?? 'no reason given'}).`);
  }
}

function explainRequiredData({ setting, requiredBy, message }: RequiredDataError): StartFailure {
  return fail('config', `${setting}: ${message} ${requiredBy} is true, so the service does not start without it.`);
}

function fail(kind: keyof typeof EXIT_CODES, line: string): StartFailure {
  return { lines: [line], exitCode: EXIT_CODES[kind] };
}

function errorCode(cause: unknown): string | undefined {
  const code = (cause as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
