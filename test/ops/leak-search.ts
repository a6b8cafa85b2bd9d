/** A published test prefix, random digits, a check digit: a number that stands out, one for each way in. */
export function canary(index: number): string {
  const body = `411199${String(172_318_400 + index * 7_919_003)
    .padStart(9, '0')
    .slice(0, 9)}`;
  return `${body}${checkDigit(body)}`;
}

/** Ways a number can be written so that a search for its digits misses it. */
const ENCODINGS: Readonly<Record<string, (pan: string) => string>> = {
  plain: (pan) => pan,
  'first twelve': (pan) => pan.slice(0, 12),
  'last ten': (pan) => pan.slice(-10),
  dashed: (pan) => groups(pan).join('-'),
  spaced: (pan) => groups(pan).join(' '),
  'percent-encoded': (pan) => [...pan].map((digit) => `%3${digit}`).join(''),
  'JSON escapes': (pan) => [...pan].map((digit) => `\\u003${digit}`).join(''),
  'bytes as decimals': (pan) => [...Buffer.from(pan)].join(','),
  hex: (pan) => Buffer.from(pan).toString('hex'),
  base64: (pan) => Buffer.from(pan).toString('base64').replace(/=+$/, '').slice(0, -1),
  reversed: (pan) => [...pan].reverse().join(''),
};

export const ENCODING_NAMES = Object.keys(ENCODINGS);

export function encoded(pan: string, encoding: string): string {
  return ENCODINGS[encoding]!(pan);
}

/** The encodings in which `text` holds the number. */
export function leaksOf(pan: string, text: string): readonly string[] {
  return ENCODING_NAMES.filter((name) => text.includes(encoded(pan, name)));
}

function groups(pan: string): readonly string[] {
  return pan.match(/.{4}/g) ?? [];
}

function checkDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
