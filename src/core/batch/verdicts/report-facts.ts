import { reportCard } from '../../card-report.js';
import type { CardTables } from '../../card-tables.js';
import type { BatchFindingCode } from '../batch-finding.js';
import type { RecordFacts } from '../records/record-template.js';

/** A batch asks neither for an expiry date, which a clock would be needed for, nor for messages. */
const CONTEXT = { now: new Date(0), language: 'en' } as const;

/** What `reportCard` says of a number, as a record says it. */
export function factsOf(tables: CardTables, pan: string | number, isIdEchoed: boolean): RecordFacts {
  const report = reportCard(tables, { pan }, CONTEXT);
  return { report, codes: withNotice(new Set(report.findings.map(({ code }) => code)), isIdEchoed) };
}

/** Of a line that could not be read as a card. */
export function factsOfUnread(code: BatchFindingCode, isIdEchoed: boolean): RecordFacts {
  return { report: null, codes: withNotice(new Set([code]), isIdEchoed) };
}

function withNotice(codes: ReadonlySet<BatchFindingCode>, isIdEchoed: boolean): readonly BatchFindingCode[] {
  return isIdEchoed ? [...codes] : [...codes, 'ID_NOT_ECHOED'];
}
