/** The numbers a request asks about, as it holds them before anything was checked: a REST body, or the arguments of a root field. */
export function cardsAsked(asked: unknown): readonly string[] {
  if (Array.isArray(asked)) return asked.map(numberOf);
  if (typeof asked !== 'object' || asked === null) return [];
  if ('cards' in asked) return cardsAsked(asked.cards);
  return 'pan' in asked ? [numberOf(asked)] : [];
}

/** Of each card in an answer, whether it is `valid`; empty where the answer is about something else. */
export function goodCards(answer: unknown): readonly boolean[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if ('results' in answer && Array.isArray(answer.results)) return answer.results.flatMap(goodCards);
  return 'status' in answer ? [answer.status === 'valid'] : [];
}

function numberOf(item: unknown): string {
  const value = typeof item === 'object' && item !== null && 'pan' in item ? item.pan : item;
  return typeof value === 'string' ? value : '';
}
