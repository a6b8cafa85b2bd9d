import { randomInt } from 'node:crypto';
import { CanaryIndex } from './canary-index.ts';

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
  return new CanaryIndex([canary]).search(bytes).map(({ part, encoding }) => `${part} as ${encoding}`);
}
