import { type FindingCode, finding } from '../../src/core/finding.js';
import type { CardReport, IinReport, Status } from '../../src/core/report.js';
import type { ReloadOutcome } from '../../src/validation/ports.js';

/** A report with the parts that metrics read; the rest is as empty as the type allows. */
export function cardReport(status: Status, brandId: string | null, codes: readonly FindingCode[] = []): CardReport {
  return {
    status,
    valid: status === 'valid',
    possible: true,
    findings: codes.map((code) => finding(code, 'en')),
    checkDigit: { algorithm: 'luhn', result: 'pass' },
    brand: brandId === null ? null : { id: brandId, name: brandId },
    candidates: [],
    networks: [],
    decided: brandId !== null,
    digitsToDecide: null,
    industry: null,
    issuer: null,
    issuerCandidates: [],
    maskedPan: null,
    formatted: null,
    panLength: 16,
    accepted: null,
    dataVersion: '2026-11-22-00000000',
  };
}

/** A weak claim is a candidate too: an unknown prefix may have some. */
export function iinReport(decided: boolean, isUnknown = false): IinReport {
  const candidate = { brand: { id: 'visa', name: 'Visa' } } as IinReport['candidates'][number];
  return {
    prefix: '4',
    findings: isUnknown ? [finding('IIN_UNKNOWN', 'en')] : [],
    brand: null,
    candidates: [candidate],
    networks: [],
    decided,
    digitsToDecide: null,
    industry: { digit: 4 } as unknown as IinReport['industry'],
    issuer: null,
    issuerCandidates: [],
    dataVersion: '2026-11-22-00000000',
  };
}

/** A load that went well, unless said otherwise. */
export function reloadOutcome(changes: Partial<ReloadOutcome> = {}): ReloadOutcome {
  return {
    ...{ result: 'swapped', trigger: 'watch', durationMs: 12, version: '2026-11-22-12121212', rows: 7 },
    ...{ changedShare: 0.125, fault: null, file: null, line: null, hint: null },
    ...changes,
  };
}
