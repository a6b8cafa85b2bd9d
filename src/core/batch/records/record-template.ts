import type { CardReport } from '../../report.js';
import type { RecordField } from '../batch-field.js';
import type { BatchFindingCode } from '../batch-finding.js';
import type { BatchPlan } from '../batch-plan.js';

/** What is written about a line, beside its number and id. */
export interface RecordFacts {
  /** Null for a line that could not be read as a card. */
  readonly report: CardReport | null;
  /** Each once, in order. */
  readonly codes: readonly BatchFindingCode[];
}

/** Of a `RecordPiece` pattern: characters that stand for no digit of the number. */
export const STAR = -1;
export const BLANK = -2;

/** What differs from line to line within records that are otherwise the same. */
export type RecordHole =
  | {
      readonly kind: 'digits';
      /** Per character the index of a digit, `STAR` or `BLANK`. */ readonly pattern: readonly number[];
    }
  | { readonly kind: 'offset' };

/** Text, and what follows it. */
export interface RecordPiece {
  readonly text: string;
  readonly hole: RecordHole | null;
}

type Value = string | number | boolean | null | readonly string[] | RecordHole;

/** The record of every line with these facts, from the first field to the line feed. The last piece has no hole. */
export function templateOf(facts: RecordFacts, { fields, output }: BatchPlan): readonly RecordPiece[] {
  const pieces: RecordPiece[] = [];
  let text = '';
  for (const field of fields) {
    const value = valueOf(field, facts);
    text += output === 'csv' ? ',' : `,"${field}":`;
    if (!isHole(value)) text += output === 'csv' ? csvCell(value) : JSON.stringify(value);
    else {
      const quote = output === 'ndjson' && value.kind === 'digits' ? '"' : '';
      pieces.push({ text: text + quote, hole: value });
      text = quote;
    }
  }
  return [...pieces, { text: `${text}${output === 'csv' ? '' : '}'}\n`, hole: null }];
}

function isHole(value: Value): value is RecordHole {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

const SPECIAL_IN_CSV = /[",\r\n]|^ | $/;

/** RFC 4180. */
export function csvCell(value: string | number | boolean | null | readonly string[]): string {
  const text = value === null ? '' : typeof value === 'object' ? value.join(' ') : String(value);
  return SPECIAL_IN_CSV.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function valueOf(field: RecordField, { report, codes }: RecordFacts): Value {
  if (field === 'offset') return { kind: 'offset' };
  if (field === 'findings') return codes;
  return report === null ? UNREAD[field] : VALUES[field](report);
}

type ReportField = Exclude<RecordField, 'offset' | 'findings'>;

const VALUES: Readonly<Record<ReportField, (report: CardReport) => Value>> = {
  status: ({ status }) => status,
  valid: ({ valid }) => valid,
  possible: ({ possible }) => possible,
  brand: ({ brand }) => brand?.id ?? null,
  networks: ({ networks }) => networks.map(({ id }) => id),
  maskedPan: ({ maskedPan }) => digitsAsIn(maskedPan),
  formatted: ({ formatted }) => digitsAsIn(formatted),
  panLength: ({ panLength }) => panLength,
  checkDigit: ({ checkDigit }) => checkDigit.result,
  industry: ({ industry }) => industry?.digit ?? null,
  decided: ({ decided }) => decided,
  issuerName: ({ issuer }) => issuer?.name ?? null,
  issuerCountry: ({ issuer }) => issuer?.country ?? null,
  issuerFunding: ({ issuer }) => issuer?.funding ?? null,
  issuerProduct: ({ issuer }) => issuer?.product ?? null,
  issuerSegment: ({ issuer }) => issuer?.segment ?? null,
  issuerBrand: ({ issuer }) => issuer?.brand?.id ?? null,
  issuerSource: ({ issuer }) => issuer?.source ?? null,
  // Where a mask can be made there is a number to show.
  pan: ({ maskedPan, panLength }) =>
    maskedPan === null ? null : { kind: 'digits', pattern: Array.from({ length: panLength }, (_, index) => index) },
};

const UNREAD: Readonly<Record<ReportField, Value>> = {
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
  issuerName: null,
  issuerCountry: null,
  issuerFunding: null,
  issuerProduct: null,
  issuerSegment: null,
  issuerBrand: null,
  issuerSource: null,
  pan: null,
};

/** Which digits a mask shows: the mask itself has decided that. */
function digitsAsIn(shown: string | null): RecordHole | null {
  if (shown === null) return null;
  let index = 0;
  const pattern = Array.from(shown, (character) => {
    if (character === ' ') return BLANK;
    const digit = index++;
    return character === '*' ? STAR : digit;
  });
  return { kind: 'digits', pattern };
}
