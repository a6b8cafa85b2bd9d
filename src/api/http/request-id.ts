import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[A-Za-z0-9_-]{1,64}$/;
const LOOKS_LIKE_A_CARD = /\d{12}/;

/**
 * The caller's `X-Request-Id` when it is short, plain and cannot be a card number, else a new UUID. The id is printed in logs
 * and answers, so a caller must not be able to put a card number there.
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

function isHarmless(id: string): boolean {
  return WELL_FORMED.test(id) && !LOOKS_LIKE_A_CARD.test(id.replace(/[-_]/g, ''));
}
