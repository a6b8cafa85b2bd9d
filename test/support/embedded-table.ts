import { loadEmbeddedTable } from '../../src/bin-data/embedded-iin-source.js';
import { reportCard, type CardInput } from '../../src/core/card-report.js';
import { CardTables } from '../../src/core/card-tables.js';
import { reportIin } from '../../src/core/iin-report.js';
import type { CardReport, IinReport } from '../../src/core/report.js';

/** The table that ships, read once. */
export const embeddedTable = loadEmbeddedTable();

/** The same, with no issuer file beside it. */
export const embeddedTables = new CardTables(embeddedTable, null);

/** Noon of an ordinary day, so that no test depends on the day it runs. */
export const NOW = new Date('2026-11-22T12:00:00Z');

export function report(pan: CardInput['pan'], input: Omit<CardInput, 'pan'> = {}): CardReport {
  return reportCard(embeddedTables, { pan, ...input }, { now: NOW, language: 'en' });
}

export function iinReport(prefix: string): IinReport {
  return reportIin(embeddedTables, prefix, 'en');
}

export function codes({ findings }: Pick<CardReport, 'findings'>): readonly string[] {
  return findings.map(({ code }) => code);
}

/** A number that nobody issued: the prefix, zeros, and the digit that makes Luhn hold. Written out, without `luhn.ts`. */
export function madeUp(prefix: string, length: number): string {
  const payload = prefix.padEnd(length - 1, '0');
  const sum = payload
    .split('')
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]! : Number(digit)))
    .reduce((total, value) => total + value, 0);
  return payload + String((10 - (sum % 10)) % 10);
}
