import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportedIssuerFile } from '../../core/issuers/issuer-record.js';
import { buildIssuerTable } from '../../core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { ArtifactError, hashedBytes, recordedSha256 } from '../../core/section-buffer.js';
import { inFile, readGuarded } from './guarded-file.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { withUniqueIds } from './issuer-file-id.js';
import { findIssuerInput, type IssuerInput, type TextSource } from './issuer-files.js';
import { type ImportLimits, type ImportResult, importIssuerFile } from './issuer-import.js';
import { wholeSeconds } from './issuer-manifest.js';
import { readWhole } from './whole-file.js';

/** `bytesMax` and `rowsMax` hold for all files together. */
export interface LoadLimits extends ImportLimits {
  /** RFC 3339, UTC: when the data counts as built, unless a manifest says so. Default: the newest file's time. */
  readonly builtAt?: string | undefined;
}

export interface LoadedIssuerData {
  /** A compiled table; `IssuerTable.open` takes it, in any thread. */
  readonly bytes: SharedArrayBuffer;
  /** In the order of the table's files; empty for an artifact. */
  readonly imported: readonly ImportResult[];
}

export type LoadProgress = (bytesRead: number, bytesTotal: number) => void;

/**
 * Loads issuer data from wherever `path` leads, and checks it.
 * @throws IssuerDataError
 */
export async function loadIssuerData(
  path: string,
  limits: LoadLimits,
  onProgress?: LoadProgress,
): Promise<LoadedIssuerData> {
  const input = await findIssuerInput(path);
  if (input.kind === 'artifact') return { bytes: await loadArtifact(input.path, limits, onProgress), imported: [] };
  const { bytesTotal, newest } = await measure(input.sources);
  if (bytesTotal > limits.bytesMax) throw new IssuerDataError('too_large', { file: basename(path) });
  const imported = await importAll(input, limits, (bytesRead) => onProgress?.(bytesRead, bytesTotal));
  const builtAt = input.builtAt ?? limits.builtAt ?? wholeSeconds(newest);
  return {
    bytes: compile(
      builtAt,
      imported.map(({ file }) => file),
    ),
    imported,
  };
}

async function loadArtifact(
  path: string,
  { bytesMax }: LoadLimits,
  onProgress?: LoadProgress,
): Promise<SharedArrayBuffer> {
  const { result } = await readGuarded(path, { bytesMax, onProgress }, readWhole);
  try {
    const { buffer } = result;
    const recorded = recordedSha256(buffer);
    if (sha256(hashedBytes(buffer)).toString('hex') !== recorded) throw new ArtifactError('corrupt');
    IssuerTable.open(buffer);
    return buffer;
  } catch (error) {
    throw inFile(error instanceof ArtifactError ? new IssuerDataError(error.fault) : error, basename(path));
  }
}

async function importAll(
  { sources }: IssuerInput & { kind: 'texts' },
  { bytesMax, rowsMax, skippedPercentMax }: LoadLimits,
  onBytes: (bytesRead: number) => void,
): Promise<readonly ImportResult[]> {
  const imported: ImportResult[] = [];
  let bytesBefore = 0;
  let rowsBefore = 0;
  for (const { path, options } of sources) {
    let bytesOfFile = 0;
    const onProgress = (bytesRead: number): void => {
      bytesOfFile = bytesRead;
      onBytes(bytesBefore + bytesRead);
    };
    const limits = { bytesMax: bytesMax - bytesBefore, rowsMax: rowsMax - rowsBefore, skippedPercentMax };
    const result = await importIssuerFile(path, { ...options, ...limits, onProgress });
    bytesBefore += bytesOfFile;
    rowsBefore += result.file.rowsRead;
    imported.push(result);
  }
  const files = withUniqueIds(
    imported.map(({ file }) => file),
    sources.map(({ options }) => options.id),
  );
  return imported.map((result, at) => ({ ...result, file: files[at] ?? result.file }));
}

async function measure(
  sources: readonly TextSource[],
): Promise<{ readonly bytesTotal: number; readonly newest: Date }> {
  let bytesTotal = 0;
  let newest = new Date(0);
  for (const { path } of sources) {
    const { size, mtime } = await stat(path).catch((error: unknown) => {
      throw inFile(error, basename(path));
    });
    bytesTotal += size;
    if (mtime > newest) newest = mtime;
  }
  return { bytesTotal, newest };
}

function compile(builtAt: string, files: readonly ImportedIssuerFile[]): SharedArrayBuffer {
  const table = new Uint8Array(buildIssuerTable({ builtAt, files }, sha256));
  const bytes = new Uint8Array(new SharedArrayBuffer(table.byteLength));
  bytes.set(table);
  return bytes.buffer;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
