import { diffIssuerTables } from '../../core/issuers/issuer-diff.js';
import { IssuerTable } from '../../core/issuers/issuer-table.js';
import { ArtifactError } from '../../core/section-buffer.js';
import { type FaultPlace, IssuerDataError, type IssuerDataFault } from '../issuer-data-error.js';
import type { ImportLimits } from '../load/issuer-import.js';
import { loadIssuerData } from '../load/issuer-load.js';
import { loaderFailed } from './loader-failed.js';

export interface IntakeRequest {
  readonly path: string;
  readonly limits: ImportLimits;
  /** The table that answers now; null when none does. */
  readonly current: SharedArrayBuffer | null;
}

/** Issuer data, read, checked, compiled, and compared with what it would replace. */
export interface Intake {
  readonly bytes: SharedArrayBuffer;
  /** Share of the prefixes known before whose answer changes, 0 to 1; null when there was nothing to compare with. */
  readonly changedShare: number | null;
}

/** As it passes from one thread to another. */
export type IntakeMessage =
  { readonly intake: Intake } | { readonly fault: IssuerDataFault; readonly place: FaultPlace };

/** Never rejects: what went wrong is in the message. */
export async function takeIssuerData(request: IntakeRequest): Promise<IntakeMessage> {
  try {
    const { bytes } = await loadIssuerData(request.path, request.limits);
    return { intake: { bytes, changedShare: changedShare(request.current, IssuerTable.open(bytes)) } };
  } catch (error) {
    return toMessage(error);
  }
}

function changedShare(current: SharedArrayBuffer | null, after: IssuerTable): number | null {
  if (current === null) return null;
  const before = IssuerTable.open(current);
  return before.sha256 === after.sha256 ? 0 : diffIssuerTables(before, after).shareOfExisting;
}

function toMessage(error: unknown): IntakeMessage {
  if (error instanceof ArtifactError) return { fault: error.fault, place: {} };
  const { fault, place } = error instanceof IssuerDataError ? error : loaderFailed(error);
  return { fault, place };
}
