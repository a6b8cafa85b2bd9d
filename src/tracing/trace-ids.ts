import { randomBytes } from 'node:crypto';

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/** Twelve digits in a row are what the shortest card number has. One random trace id in thirty has them. */
const LOOKS_LIKE_A_CARD = /\d{12}/;
const ZEROS = /^0+$/;

/** Could it be taken for a card number, by a scanner or by whoever it belongs to? In hex, `34 31 31 31` is one too, and all digits. */
export function looksLikeACard(id: string): boolean {
  return LOOKS_LIKE_A_CARD.test(id);
}

/** Random ids that nobody takes for a card number. In the shape OpenTelemetry asks for. */
export const TRACE_IDS = {
  generateTraceId: () => freshId(TRACE_BYTES),
  generateSpanId: () => freshId(SPAN_BYTES),
};

function freshId(bytes: number): string {
  for (;;) {
    const id = randomBytes(bytes).toString('hex');
    if (!looksLikeACard(id) && !ZEROS.test(id)) return id;
  }
}
