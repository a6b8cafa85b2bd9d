const PLAIN = /^[\w.-]{1,100}$/;
/** Twelve digits in a row, or groups of four as cards print them. */
const LOOKS_LIKE_A_CARD = /\d{12}|\d{4}(?:[._-]\d{4}){2}/;

/** The name of a file as it may be printed; null when it could hold more than a name. Somebody else chose it. */
export function plainFileName(name: string | null | undefined): string | null {
  return name != null && PLAIN.test(name) && !LOOKS_LIKE_A_CARD.test(name) ? name : null;
}
