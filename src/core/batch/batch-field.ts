/**
 * What a record of a batch can hold besides its line number and the caller's id. A field says what the field of the `CardReport` with
 * that name says, in one word: a brand by its id, findings and networks as lists of theirs, the check digit by its result. The fields
 * beginning with `issuer` are those of `CardReport.issuer`. `offset` is where the line begins in the input, in bytes.
 */
export const BATCH_FIELDS = [
  'offset',
  'status',
  'valid',
  'possible',
  'brand',
  'networks',
  'maskedPan',
  'formatted',
  'panLength',
  'checkDigit',
  'findings',
  'industry',
  'decided',
  'issuerName',
  'issuerCountry',
  'issuerFunding',
  'issuerProduct',
  'issuerSegment',
  'issuerBrand',
  'issuerSource',
] as const;
export type BatchField = (typeof BATCH_FIELDS)[number];

/** The whole number. Only the command line gives it, and only when told to. */
export const REVEALED_PAN = 'pan';
export type RecordField = BatchField | typeof REVEALED_PAN;

export const DEFAULT_BATCH_FIELDS: readonly BatchField[] = ['status', 'brand', 'maskedPan', 'findings'];

export function isBatchField(text: string): text is BatchField {
  return BATCH_FIELDS.some((field) => field === text);
}
