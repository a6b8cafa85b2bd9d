const DIGITS_MIN = 12;
const DIGITS_MAX = 19;
/** Longer texts are refused where a card is asked for. */
const WRITTEN_MAX = 256;

/**
 * The numbers a request asks about, as it holds them before anything was checked: a REST body, or the arguments of a root field. Digits that the
 * Luhn calls are asked about are a card when they could be one, so that nobody sorts numbers unseen by that door.
 */
export function cardsAsked(asked: unknown): readonly string[] {
  if (Array.isArray(asked)) return asked.map(numberOf);
  if (typeof asked !== 'object' || asked === null) return [];
  if ('cards' in asked) return cardsAsked(asked.cards);
  if ('pan' in asked) return [numberOf(asked)];
  return 'digits' in asked && mayBeCard(asked.digits) ? [asked.digits] : [];
}

/** Of each card in an answer, whether it is `valid`; empty where the answer is about something else. */
export function goodCards(answer: unknown): readonly boolean[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('results' in answer && Array.isArray(answer.results)) return answer.results.flatMap(goodCards);
  if ('status' in answer) return [answer.status === 'valid'];
  return 'valid' in answer ? [answer.valid === true] : [];
}

/** An IMEI has fourteen or fifteen, and cannot be told from a card here. */
function mayBeCard(digits: unknown): digits is string {
  if (typeof digits !== 'string' || digits.length > WRITTEN_MAX) return false;
  const count = digits.replace(/\D/g, '').length;
  return count >= DIGITS_MIN && count <= DIGITS_MAX;
}

function numberOf(item: unknown): string {
  const value = typeof item === 'object' && item !== null && 'pan' in item ? item.pan : item;
  return typeof value === 'string' ? value : '';
}
