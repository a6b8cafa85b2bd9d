import { ID_KINDS, type LineParts, PAN_KINDS } from './line-parts.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const BLANK = /^[ \t\r]*$/;

/** ES2026 hands revivers the source of every value; the library types do not know it yet. */
type Reviver = (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Any line at all, by way of `JSON.parse`. What stands in `bytes` from `from` to `to` is the text of the line. */
export function parseJsonLine(bytes: Uint8Array, from: number, to: number, parts: LineParts): void {
  parts.panKind = PAN_KINDS.notJson;
  parts.idKind = ID_KINDS.none;
  const text = decoder.decode(bytes.subarray(from, to));
  if (BLANK.test(text)) {
    takePan('', parts);
    return;
  }
  const idSources = new Map<object, string>();
  const keepSource: Reviver = function (key, value, { source }) {
    if (key === 'id' && source !== undefined) idSources.set(this, source);
    return value;
  };
  let value: unknown;
  try {
    value = JSON.parse(text, keepSource as (key: string, value: unknown) => unknown);
  } catch {
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    takePan(value, parts);
    return;
  }
  takePan(Object.hasOwn(value, 'pan') ? (value as { readonly pan: unknown }).pan : null, parts);
  if (Object.hasOwn(value, 'id')) takeId((value as { readonly id: unknown }).id, idSources.get(value) ?? '', parts);
}

function takePan(value: unknown, parts: LineParts): void {
  parts.panText = typeof value === 'string' ? value : '';
  if (typeof value === 'string') parts.panKind = PAN_KINDS.text;
  else parts.panKind = typeof value === 'number' ? PAN_KINDS.number : PAN_KINDS.missing;
}

function takeId(value: unknown, source: string, parts: LineParts): void {
  parts.idText = typeof value === 'string' ? value : source;
  if (value === null || value === '') parts.idKind = ID_KINDS.none;
  else if (typeof value === 'string') parts.idKind = ID_KINDS.text;
  else parts.idKind = typeof value === 'number' ? ID_KINDS.numberText : ID_KINDS.other;
}
