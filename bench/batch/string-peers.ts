/** What one writes in an afternoon: a string for each card, the libraries people use, `JSON.stringify`. */
import { creditcardsCard, cardValidator, validator } from '../peers.ts';

export interface PeerRecord {
  readonly line: number;
  readonly status: 'valid' | 'invalid';
  readonly brand: string | null;
  readonly maskedPan: string;
}

export function creditcardsRecord(pan: string, line: number): PeerRecord {
  const isValid = creditcardsCard.isValid(pan);
  return recordOf(pan, line, isValid, creditcardsCard.type(pan) ?? null);
}

export function cardValidatorRecord(pan: string, line: number): PeerRecord {
  const { isValid, card } = cardValidator.number(pan);
  return recordOf(pan, line, isValid, card?.type ?? null);
}

/** It names no brand. */
export function validatorRecord(pan: string, line: number): PeerRecord {
  return recordOf(pan, line, validator.isCreditCard(pan), null);
}

/** Every line of the text, and nothing streams. */
export function naiveRecords(text: Buffer): Buffer {
  const lines = text.toString().split('\n').slice(0, -1);
  return Buffer.from(lines.map((pan, index) => `${JSON.stringify(creditcardsRecord(pan, index + 1))}\n`).join(''));
}

function recordOf(pan: string, line: number, isValid: boolean, brand: string | null): PeerRecord {
  const hidden = '*'.repeat(Math.max(0, pan.length - 10));
  const maskedPan = pan.slice(0, 6) + hidden + pan.slice(-4);
  return { line, status: isValid ? 'valid' : 'invalid', brand, maskedPan };
}
