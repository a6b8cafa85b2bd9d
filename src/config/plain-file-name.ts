const PLAIN = /^[\w.-]{1,100}$/;
/** However they are grouped. */
const DIGITS_MAX = 11;

/** The name of a file as it may be printed; null when it could hold more than a name. Somebody else chose it. */
export function plainFileName(name: string | null | undefined): string | null {
  return name != null && PLAIN.test(name) && name.replace(/\D/g, '').length <= DIGITS_MAX ? name : null;
}
