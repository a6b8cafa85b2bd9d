const LINE_KEY = Buffer.from('{"line":');
const ID_KEY = Buffer.from(',"id":"r');
const LINE_FEED = 10;
const ZERO = 48;
const QUOTE = 34;

/** Watches NDJSON records go by: record n must speak of line n and repeat its id, `r<n>`. Keeps the last line that is no record. */
export class RecordOrder {
  records = 0;
  /** Lines that are neither the record that was due nor the last one. */
  misplaced = 0;
  #rest: Buffer = Buffer.alloc(0);
  #lastLine = '';

  look(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      this.#hear(bytes, from, end);
      from = end + 1;
    }
    // A copy: what was read is overwritten.
    this.#rest = Buffer.from(bytes.subarray(from));
  }

  /** The last line; null when it was a record, or was cut. */
  summary(): object | null {
    if (this.#lastLine === '' || this.#rest.length > 0) return null;
    return JSON.parse(this.#lastLine) as object;
  }

  #hear(bytes: Buffer, from: number, end: number): void {
    if (this.#lastLine !== '') this.misplaced++;
    this.#lastLine = '';
    if (this.#isDue(bytes, from)) this.records++;
    else if (matches(bytes, LINE_KEY, from)) this.misplaced++;
    else this.#lastLine = bytes.toString('utf8', from, end);
  }

  #isDue(bytes: Buffer, from: number): boolean {
    if (!matches(bytes, LINE_KEY, from)) return false;
    const due = this.records + 1;
    const lineEnd = endOfNumber(bytes, from + LINE_KEY.length, due);
    if (lineEnd === -1 || !matches(bytes, ID_KEY, lineEnd)) return false;
    const idEnd = endOfNumber(bytes, lineEnd + ID_KEY.length, due);
    return idEnd !== -1 && bytes[idEnd] === QUOTE;
  }
}

function matches(bytes: Buffer, key: Buffer, at: number): boolean {
  for (let index = 0; index < key.length; index++) if (bytes[at + index] !== key[index]) return false;
  return true;
}

/** -1 when another number stands there. */
function endOfNumber(bytes: Buffer, from: number, wanted: number): number {
  let value = 0;
  let at = from;
  for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
    value = value * 10 + digit;
    at++;
  }
  return value === wanted ? at : -1;
}
