/**
 * Ways of writing digits, undone: each gives back text in which digits that were written that way stand as digits, one beside the
 * other. Undoing the writing once for all canaries is what makes hundreds of them times hundreds of kilobytes affordable.
 */
export type Decoding = (text: string) => string;

const CODE_RUN = /(?:\b(?:4[89]|5[0-7])\b[^0-9a-z]{1,8}){9,}(?:4[89]|5[0-7])\b/gi;
/** `{"0":52,"1":49}`: how JSON writes a Uint8Array. */
const INDEXED_CODE_RUN = /(?:"\d{1,7}":\s?(?:4[89]|5[0-7])\b[,\s]*){10,}/g;
const HEX_RUN = /(?:(?:0x|\\x|%|=)?3\d[ :,-]{0,2}){10,}/gi;
const OCTAL_RUN = /(?:\\0?[67][0-7]){10,}/g;
const BASE64_RUN = /[A-Za-z0-9+/_-]{13,}/g;
const SEPARATED = /(?<=\d)[ \-._x,/:;|*+~\t\u00a0]{1,2}(?=\d)/gi;
const FLOAT = /(\d)\.(\d{9,})(?:e\+?\d{1,2})/gi;

export const DECODINGS = {
  plain: (text) => text,
  // A fragment of a buffer that was printed as it is: without its NULs UTF-16 of either order is the digits themselves. (Decoding it
  // would be wrong here anyway: Node 24.21 corrupts its heap when a buffer at an odd address is decoded as utf16le.)
  'UTF-16': (text) => text.replaceAll('\0', ''),
  groups: (text) => text.replace(/\u00c2(?=\u00a0)|\u00e2\u0080[\u0080-\u00af]/g, ' ').replace(SEPARATED, ''),
  float: (text) => text.replace(FLOAT, '$1$2'),
  percent: (text) => text.replace(/%3(\d)/g, '$1'),
  'twice percent': (text) => text.replace(/%253(\d)/g, '$1'),
  'JSON escapes': (text) => text.replace(/\\{1,4}u\{?0{0,4}3(\d)\}?/gi, '$1'),
  'HTML entities': (text) =>
    text
      .replace(/&#x0{0,4}3(\d);?/gi, '$1')
      .replace(/&#0{0,4}(4[89]|5[0-7]);?/g, (_entity, code: string) => digitOf(code)),
  hex: (text) => text.replace(HEX_RUN, (run) => run.replace(/(?:0x|\\x|%|=)?3(\d)[ :,-]{0,2}/gi, '$1')),
  octal: (text) => text.replace(OCTAL_RUN, (run) => run.replace(/\\0?([67])([0-7])/g, octalDigit)),
  'decimal bytes': (text) => text.replace(CODE_RUN, (run) => codes(run).join('')),
  'indexed bytes': (text) => text.replace(INDEXED_CODE_RUN, (run) => codes(run.replace(/"\d+":/g, '')).join('')),
  // UTF-8 that was read as Latin-1.
  'full-width digits': (text) =>
    text.replace(/\u00ef\u00bc([\u0090-\u0099])/g, (_digit, last: string) => lowDigit(last, 0x90)),
  'Arabic-Indic digits': (text) =>
    text.replace(/\u00d9([\u00a0-\u00a9])/g, (_digit, last: string) => lowDigit(last, 0xa0)),
  // No digit makes a character by which the two alphabets of base64 differ. A run may begin anywhere in a group of four.
  base64: (text) =>
    (text.match(BASE64_RUN) ?? []).flatMap((run) => [0, 1, 2, 3].map((at) => fromBase64(run.slice(at)))).join('\n'),
} satisfies Readonly<Record<string, Decoding>>;

export type Encoding = keyof typeof DECODINGS;

function codes(run: string): readonly string[] {
  return (run.match(/4[89]|5[0-7]/g) ?? []).map(digitOf);
}

function digitOf(code: string): string {
  return String.fromCharCode(Number(code));
}

function octalDigit(_all: string, high: string, low: string): string {
  return String.fromCharCode(Number.parseInt(high + low, 8));
}

function lowDigit(character: string, zero: number): string {
  return String(character.charCodeAt(0) - zero);
}

function fromBase64(run: string): string {
  return Buffer.from(run, 'base64').toString('latin1');
}
