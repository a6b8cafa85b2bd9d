import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * The caller's `X-Request-Id` when it is short, plain and cannot be mistaken for a card number, else a new UUID. The id is printed
 * in logs and answers, so nobody may put a card number there by accident: not in groups, whatever stands between them, and not in
 * hex or base64.
 *
 * What remains: the ids that programs make (`GENERATED`) hold more digits than we let people write, so who takes the trouble to
 * break a card number up into the form of one, or to encode it in a way nobody uses, gets it through. So does who sends half.
 */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && isHarmless(given) ? given : newRequestId();
}

/** One UUID in forty has twelve decimal digits in a row; a scanner for card numbers would bark at it. */
export function newRequestId(): string {
  for (;;) {
    const id = randomUUID();
    if (isHarmless(id)) return id;
  }
}

/** The URI of a request in a problem's `instance`. */
export function requestUrn(id: string): string {
  return UUID.test(id) ? `urn:uuid:${id}` : `urn:iinspect:request:${id}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WELL_FORMED = /^[A-Za-z0-9_-]{1,64}$/;

/** A random one of these has ten digits as a rule, and now and then twelve; none of them is how anybody writes a card number. */
const GENERATED: readonly RegExp[] = [
  // UUID, by RFC 9562: the version and the variant cannot be anything.
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i,
  // Trace ids of W3C Trace Context and of B3, and what nginx makes.
  /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/,
  // ULID: Crockford's base 32, beginning with a time from 2004 to 2074.
  /^0[12][0-9A-HJKMNP-TV-Z]{24}$/,
];

/** The shortest card number has twelve; ten of them are what a truncated one may show (six and four). */
const DIGITS_MAX = 9;
const LOOKS_LIKE_A_CARD = /\d{12}/;

function isHarmless(id: string): boolean {
  if (!WELL_FORMED.test(id) || LOOKS_LIKE_A_CARD.test(id.replace(/[-_]/g, ''))) return false;
  const isGenerated = GENERATED.some((form) => form.test(id));
  return (isGenerated || digitsIn(id) <= DIGITS_MAX) && !hidesDigits(id);
}

/** Base64 is read in groups of four, and the group may begin anywhere. Random ids decode to a digit or two. */
function hidesDigits(id: string): boolean {
  return [0, 1, 2, 3].some((start) => digitsIn(Buffer.from(id.slice(start), 'base64').toString('latin1')) > DIGITS_MAX);
}

function digitsIn(text: string): number {
  return text.replace(/[^0-9]/g, '').length;
}
