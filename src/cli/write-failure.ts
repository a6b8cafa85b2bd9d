import { CliFailure } from './cli-failure.js';
import { quotable } from './quotable.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'The folder does not exist: make it first.',
  ENOTDIR: 'The folder does not exist: make it first.',
  EACCES: 'This user may not write there.',
  EPERM: 'This user may not write there.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EFBIG: 'It is larger than a file may be there.',
  EDQUOT: 'The quota is used up.',
  ENAMETOOLONG: 'The name is too long.',
};

/** Why a file is not written, in words for people; anything that is not the system's as it is. */
export function writeFailure(error: unknown, path: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new CliFailure('output', `${quotable(path)} cannot be written. ${REASONS[code] ?? `(${code})`}`);
}
