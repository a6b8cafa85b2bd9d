import { FINDING_CODES, type FindingCode } from '../finding.js';
import { LINE_FINDINGS } from './batch-finding.table.js';

export type LineFindingCode = keyof typeof LINE_FINDINGS;
export const LINE_FINDING_CODES = Object.keys(LINE_FINDINGS) as readonly LineFindingCode[];

/** Of a record: about the card, or about the line it came in. */
export type BatchFindingCode = FindingCode | LineFindingCode;
export const BATCH_FINDING_CODES: readonly BatchFindingCode[] = [...FINDING_CODES, ...LINE_FINDING_CODES];
