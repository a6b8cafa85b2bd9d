import { readRecord, type LineReading } from './slow-line.js';
import { LINE_FINDING_CODES, type BatchFindingCode } from '../../src/core/batch/batch-finding.js';
import type { RecordField } from '../../src/core/batch/batch-field.js';
import type { BatchPlan } from '../../src/core/batch/batch-plan.js';
import { tallyLayout } from '../../src/core/batch/batch-tally.js';
import { reportCard } from '../../src/core/card-report.js';
import type { CardTables } from '../../src/core/card-tables.js';
import { FINDING_CODES } from '../../src/core/finding.js';
import { STATUSES, type CardReport, type Status } from '../../src/core/report.js';
import { NOW } from '../support/embedded-table.js';

/**
 * The slow twin of the scanner of batches: the same answer by the plainest means, a line and a report at a time. It knows the rules from
 * their description and shares no code with the scanner but the report of one card and the names in its contract.
 */
export interface TwinInput {
  readonly tables: CardTables;
  readonly plan: BatchPlan;
  /** Whole lines, each with its line feed. */
  readonly bytes: Uint8Array;
  /** Number of the first line. */
  readonly line: number;
  /** Where the bytes begin in the whole input. */
  readonly offset: number;
}

export interface TwinLine {
  readonly line: number;
  /** What was read, without its line end. */
  readonly bytes: Uint8Array;
  readonly status: Status;
  readonly brand: string | null;
  readonly findings: readonly BatchFindingCode[];
  readonly id: 'none' | 'echoed' | 'not_echoed';
  readonly values: TwinValues;
  /** With its line feed; null where only other statuses are written. */
  readonly record: string | null;
}

export interface TwinAnswer {
  readonly lines: readonly TwinLine[];
  readonly bytes: Uint8Array;
  readonly tally: Uint32Array;
}

type TwinValue = string | number | boolean | null | readonly string[];
export type TwinValues = Readonly<Record<RecordField, TwinValue>>;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PAN_DIGITS_MAX = 19;

export function answerSlowly(input: TwinInput): TwinAnswer {
  const lines = placedLines(input).map((placed) => answerLine(input, placed));
  return {
    lines,
    bytes: new TextEncoder().encode(lines.map(({ record }) => record ?? '').join('')),
    tally: tallyOf(input.tables, lines),
  };
}

interface PlacedLine {
  readonly line: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

function placedLines({ bytes, line, offset }: TwinInput): readonly PlacedLine[] {
  const placed: PlacedLine[] = [];
  let from = 0;
  while (from < bytes.length) {
    const to = bytes.indexOf(LINE_FEED, from);
    if (to === -1) throw new Error('The last line has no line feed.');
    const end = to > from && bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    placed.push({ line: line + placed.length, offset: offset + from, bytes: bytes.subarray(from, end) });
    from = to + 1;
  }
  return placed;
}

function answerLine({ tables, plan }: TwinInput, { line, offset, bytes }: PlacedLine): TwinLine {
  const reading = readRecord(plan, bytes);
  const about = 'problem' in reading ? problemRecord(reading.problem) : cardRecord(tables, reading.pan);
  const findings = [...new Set(about.findings), ...(reading.id === 'not_echoed' ? (['ID_NOT_ECHOED'] as const) : [])];
  const values: TwinValues = { ...about.values, offset, findings };
  const { status } = about;
  const isWritten = plan.only.length === 0 || plan.only.includes(status);
  return {
    line,
    bytes,
    status,
    brand: about.brand,
    findings,
    id: typeof reading.id === 'string' ? reading.id : 'echoed',
    values,
    record: isWritten ? writeRecord(plan, line, reading, values) : null,
  };
}

interface About {
  readonly status: Status;
  readonly brand: string | null;
  readonly findings: readonly BatchFindingCode[];
  readonly values: Omit<TwinValues, 'offset' | 'findings'>;
}

function problemRecord(problem: BatchFindingCode): About {
  return {
    status: 'invalid',
    brand: null,
    findings: [problem],
    values: {
      status: 'invalid',
      valid: false,
      possible: false,
      brand: null,
      networks: [],
      maskedPan: null,
      formatted: null,
      panLength: null,
      checkDigit: 'not_applicable',
      industry: null,
      decided: false,
      ...issuerValues(null),
      pan: null,
    },
  };
}

function cardRecord(tables: CardTables, pan: string | number): About {
  const report = reportCard(tables, { pan }, { now: NOW, language: 'en' });
  const brand = report.brand === null ? null : report.brand.id;
  return {
    status: report.status,
    brand,
    findings: report.findings.map(({ code }) => code),
    values: {
      status: report.status,
      valid: report.valid,
      possible: report.possible,
      brand,
      networks: report.networks.map(({ id }) => id),
      maskedPan: report.maskedPan,
      formatted: report.formatted,
      panLength: report.panLength,
      checkDigit: report.checkDigit.result,
      industry: report.industry === null ? null : report.industry.digit,
      decided: report.decided,
      ...issuerValues(report.issuer),
      pan: wholePan(pan),
    },
  };
}

function issuerValues(issuer: CardReport['issuer']): Pick<TwinValues, Extract<RecordField, `issuer${string}`>> {
  return {
    issuerName: issuer === null ? null : issuer.name,
    issuerCountry: issuer === null ? null : issuer.country,
    issuerFunding: issuer === null ? null : issuer.funding,
    issuerProduct: issuer === null ? null : issuer.product,
    issuerSegment: issuer === null ? null : issuer.segment,
    issuerBrand: issuer?.brand == null ? null : issuer.brand.id,
    issuerSource: issuer === null ? null : issuer.source,
  };
}

function wholePan(pan: string | number): string | null {
  if (typeof pan === 'number' || !/^[0-9 -]*$/.test(pan)) return null;
  const digits = pan.replaceAll(/[ -]/g, '');
  return digits.length >= 1 && digits.length <= PAN_DIGITS_MAX ? digits : null;
}

function writeRecord(plan: BatchPlan, line: number, { id }: LineReading, values: TwinValues): string {
  const given = typeof id === 'string' ? null : id;
  const fields = plan.fields.map((field) => [field, values[field]] as const);
  if (plan.output === 'csv') {
    const cells = [String(line), given?.text ?? '', ...fields.map(([, value]) => cellText(value))];
    return `${cells.map(quoteCell).join(',')}\n`;
  }
  const idMember = given === null ? [] : [`"id":${given.isNumber ? given.text : JSON.stringify(given.text)}`];
  const members = fields.map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`);
  return `{${[`"line":${line}`, ...idMember, ...members].join(',')}}\n`;
}

function cellText(value: TwinValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(' ') : String(value);
}

function quoteCell(text: string): string {
  return /[,"\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tallyOf(tables: CardTables, lines: readonly TwinLine[]): Uint32Array {
  const { brandIds, size } = tallyLayout(tables);
  const tally = new Uint32Array(size);
  const names = [
    ...STATUSES.map((status) => `status ${status}`),
    ...brandIds.map((brand) => `brand ${brand}`),
    'brand null',
    ...[...FINDING_CODES, ...LINE_FINDING_CODES].map((code) => `finding ${code}`),
  ];
  if (names.length !== size) throw new Error('The layout of the tally has changed.');
  for (const { status, brand, findings } of lines) {
    const counted = [`status ${status}`, `brand ${String(brand)}`, ...findings.map((code) => `finding ${code}`)];
    for (const name of counted) tally[names.indexOf(name)]! += 1;
  }
  return tally;
}
