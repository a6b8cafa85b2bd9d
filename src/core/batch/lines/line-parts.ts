/** What a line holds instead of a card number that can be looked at byte by byte. */
export const PAN_KINDS = {
  /** `panAt`, `panLength`: digits and nothing else, at most `RUN_MAX` − 1 of them. */
  digits: 0,
  /** `panAt`, `panLength`: bytes as they were meant. */
  bytes: 1,
  /** `panText`: what a JSON string with escapes means. */
  text: 2,
  /** A JSON number. */
  number: 3,
  missing: 4,
  tooLong: 5,
  notJson: 6,
  notCsv: 7,
} as const;
type PanKind = (typeof PAN_KINDS)[keyof typeof PAN_KINDS];

/** A longer id is not repeated: it would make the answer longer than the question. */
export const ID_BYTES_MAX = 256;

export const ID_KINDS = {
  none: 0,
  /** `idAt`, `idLength`: bytes as they were meant, of any kind. */
  bytes: 1,
  /** `idAt`, `idLength`: the bytes of a whole JSON number. */
  number: 2,
  /** `idText`: what a string with escapes means. */
  text: 3,
  /** `idText`: a JSON number as it was written. */
  numberText: 4,
  /** Neither a string nor a number. */
  other: 5,
  /** Looked at: `idAt`, `idLength` are bytes to be written as they are, between quotation marks where the output has them. */
  plainText: 6,
  plainNumber: 7,
  /** Looked at: not to be repeated. */
  withheld: 8,
} as const;
type IdKind = (typeof ID_KINDS)[keyof typeof ID_KINDS];

/** One line, taken apart. Written over for every line. */
export class LineParts {
  panKind: PanKind = PAN_KINDS.missing;
  panAt = 0;
  panLength = 0;
  panText = '';
  idKind: IdKind = ID_KINDS.none;
  idAt = 0;
  idLength = 0;
  idText = '';

  clear(): void {
    this.panText = '';
    this.idText = '';
  }
}

/** The bytes of a block, as the readers see them. */
export interface BlockBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** A stretch of a block: it begins with a line and ends behind a line feed, so a reader that stops there never leaves it. */
export interface Stretch {
  readonly block: BlockBytes;
  readonly from: number;
  readonly to: number;
}

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;

/** Where the text of a line ends whose line feed is at `end`. */
export function textEnd(bytes: Uint8Array, from: number, end: number): number {
  return end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

/** Digits of a block as a string: for the few places that cannot do without. */
export function textOf({ bytes }: BlockBytes, at: number, length: number): string {
  let text = '';
  for (let index = at; index < at + length; index++) text += String.fromCharCode(bytes[index]!);
  return text;
}
