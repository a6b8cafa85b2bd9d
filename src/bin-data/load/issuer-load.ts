import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ImportedIssuerFile, IssuerFile } from '../../core/issuers/issuer-record.js';
import { buildIssuerTable } from '../../core/issuers/issuer-table-builder.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { ArtifactError, recordedSize } from '../../core/section-buffer.js';
import { refuseDamaged } from '../verified-table.js';
import { inFile, readGuarded } from './guarded-file.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { withUniqueIds } from './issuer-file-id.js';
import { findIssuerInputs, type TextSource } from './issuer-files.js';
import { type ImportLimits, type ImportResult, importIssuerFile } from './issuer-import.js';
import { checkIssuerTable } from './table-checks.js';
import { wholeSeconds } from './rfc-3339.js';
import { readWhole } from './whole-file.js';

/** `bytesMax` and `rowsMax` hold for all files together. */
export interface LoadLimits extends ImportLimits {
  /** RFC 3339, UTC: when the data counts as built, whatever a manifest says. */
  readonly builtAt?: string | undefined;
  /** The same where neither `builtAt` nor a manifest says it. Default: the newest file's time. */
  readonly builtAtElse?: string | undefined;
}

export interface LoadedIssuerData {
  /** A compiled table; `IssuerTable.open` takes it, in any thread. */
  readonly bytes: SharedArrayBuffer;
  /** In the order of the table's files; empty for an artifact. */
  readonly imported: readonly ImportResult[];
}

/** Who wants to know how far a load is. An artifact is only read. */
export interface LoadProgress {
  /** Of all files together. */
  readonly onBytes?: (bytesRead: number, bytesTotal: number) => void;
  /** Of one text file. */
  readonly onFileBytes?: (path: string, bytesRead: number, bytesTotal: number) => void;
  /** A text file was read to its end. Its id may still be numbered. */
  readonly onFileEnd?: (path: string, file: IssuerFile) => void;
  readonly onCompiling?: () => void;
}

/**
 * Loads issuer data from wherever the paths lead, and checks it. Text files of several paths become one table, in the order given;
 * an artifact comes alone. The only place that makes a table of files: whoever asks, same files, same bytes.
 * @throws IssuerDataError
 */
export async function loadIssuerData(
  paths: string | readonly string[],
  limits: LoadLimits,
  progress: LoadProgress = {},
): Promise<LoadedIssuerData> {
  const input = await findIssuerInputs(typeof paths === 'string' ? [paths] : paths);
  if (input.kind === 'artifact') return { bytes: await loadArtifact(input.path, limits, progress), imported: [] };
  const { bytesTotal, newest } = await measure(input.sources, limits);
  const imported = await importAll(input.sources, limits, progress, bytesTotal);
  progress.onCompiling?.();
  const builtAt = limits.builtAt ?? input.builtAt ?? limits.builtAtElse ?? wholeSeconds(newest);
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
  { onBytes }: LoadProgress,
): Promise<SharedArrayBuffer> {
  const { result } = await readGuarded(path, { bytesMax, onProgress: onBytes }, readWhole);
  try {
    const { buffer } = result;
    // A copy that was cut short has another checksum too; its size says more.
    if (recordedSize(buffer) !== buffer.byteLength) throw new ArtifactError('wrong_size');
    refuseDamaged(buffer);
    checkIssuerTable(IssuerTable.open(buffer));
    return buffer;
  } catch (error) {
    throw inFile(error instanceof ArtifactError ? new IssuerDataError(error.fault) : error, basename(path));
  }
}

async function importAll(
  sources: readonly TextSource[],
  { bytesMax, rowsMax, skippedPercentMax }: LoadLimits,
  { onBytes, onFileBytes, onFileEnd }: LoadProgress,
  bytesTotal: number,
): Promise<readonly ImportResult[]> {
  const imported: ImportResult[] = [];
  let bytesBefore = 0;
  let rowsBefore = 0;
  for (const { path, options } of sources) {
    let bytesOfFile = 0;
    const onProgress = (bytesRead: number, size: number): void => {
      bytesOfFile = bytesRead;
      onFileBytes?.(path, bytesRead, size);
      onBytes?.(bytesBefore + bytesRead, bytesTotal);
    };
    const limits = { bytesMax: bytesMax - bytesBefore, rowsMax: rowsMax - rowsBefore, skippedPercentMax };
    const result = await importIssuerFile(path, { ...options, ...limits, onProgress });
    onFileEnd?.(path, result.file);
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

/** Files that are too large together are told before the first is read. */
async function measure(
  sources: readonly TextSource[],
  { bytesMax }: LoadLimits,
): Promise<{ readonly bytesTotal: number; readonly newest: Date }> {
  let bytesTotal = 0;
  let newest = new Date(0);
  for (const { path } of sources) {
    const { size, mtime } = await stat(path).catch((error: unknown) => {
      throw inFile(error, basename(path));
    });
    bytesTotal += size;
    if (bytesTotal > bytesMax) {
      const hint = sources.length > 1 ? 'The limit holds for all files together.' : undefined;
      throw new IssuerDataError('too_large', { file: basename(path), hint });
    }
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
