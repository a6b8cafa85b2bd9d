const ZERO = 48;

/** Sum of the digits of each doubled digit. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9] as const;

/** The shortest card numbers; only Maestro has them, and its ranges begin with these. */
const SHORTEST = 12;
const BEGINS_LIKE_MAESTRO = /^[56]/;
const SHORT = 13;
const LONG = 19;

/** Digits, and nothing else: could they be a card number, or hold one? Beside other digits one may begin and end anywhere. */
export function mayHoldPan(digits: string): boolean {
  if (digits.length === SHORTEST) return BEGINS_LIKE_MAESTRO.test(digits) && luhnHolds(digits, 0, SHORTEST);
  for (let start = 0; start + SHORT <= digits.length; start += 1) {
    const longest = Math.min(LONG, digits.length - start);
    for (let length = SHORT; length <= longest; length += 1) if (luhnHolds(digits, start, length)) return true;
  }
  return false;
}

function luhnHolds(digits: string, start: number, length: number): boolean {
  let sum = 0;
  for (let index = start + length - 1, isDoubled = false; index >= start; index -= 1, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(index) - ZERO;
    sum += isDoubled ? (DOUBLED[digit] ?? 0) : digit;
  }
  return sum % 10 === 0;
}
