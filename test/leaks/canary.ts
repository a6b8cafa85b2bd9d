import { randomInt } from 'node:crypto';

/** Nobody's card: a generated number that can only have come from the request it was put into. */
export function newCanary(): string {
  const payload = `411199${Array.from({ length: 9 }, () => randomInt(10)).join('')}`;
  const candidates = Array.from({ length: 10 }, (_, digit) => `${payload}${digit}`);
  return candidates.find(luhnHolds) ?? payload;
}

/** Written for the harness, so that it does not trust the code under test. */
function luhnHolds(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** The ways in which `bytes` tell the canary, by name; empty when they do not. */
export function findLeaks(bytes: Buffer, canary: string): readonly string[] {
  const fragments = { whole: canary, head: canary.slice(0, 12), tail: canary.slice(-10) };
  const text = bytes.toString('latin1').toLowerCase();
  // Without its NULs UTF-16 of either order is the digits themselves. (Decoding it would be wrong here anyway: Node 24.21 corrupts
  // its heap when a buffer at an odd address is decoded as utf16le.)
  const wide = text.replaceAll('\0', '');
  // Digits in groups, whatever stands between them.
  const joined = text.replace(/(?<=\d)[ \-._x\u00a0]{1,2}(?=\d)/g, '');
  const haystacks = [text, wide, joined];
  return Object.entries(fragments).flatMap(([part, digits]) =>
    Object.entries(formsOf(digits))
      .filter(([, form]) => haystacks.some((haystack) => haystack.includes(form.toLowerCase())))
      .map(([form]) => `${part} as ${form}`),
  );
}

function formsOf(digits: string): Readonly<Record<string, string>> {
  const codes = [...digits].map((digit) => digit.charCodeAt(0));
  const hex = codes.map((code) => code.toString(16));
  return {
    text: digits,
    reversed: [...digits].reverse().join(''),
    hex: hex.join(''),
    percent: hex.map((code) => `%${code}`).join(''),
    escapes: hex.map((code) => `\\u00${code}`).join(''),
    'spaced hex': hex.join(' '),
    'decimal bytes': codes.join(','),
    'spaced decimal bytes': codes.join(', '),
    ...base64Forms(digits),
  };
}

/** Base64 depends on where in a group of three the text begins; the characters that hold neighbours' bits are cut off. */
function base64Forms(digits: string): Readonly<Record<string, string>> {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('x'.repeat(offset) + digits)
      .toString('base64')
      .replace(/=+$/, '');
    return [`base64 at ${offset}`, encoded.slice(Math.ceil((offset * 4) / 3), -2)] as const;
  });
  return Object.fromEntries(forms);
}
