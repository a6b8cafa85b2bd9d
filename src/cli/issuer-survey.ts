import { shortestBounds } from '../core/account-range.js';
import type { IssuerFile } from '../core/issuers/issuer-record.js';
import type { IssuerClaim } from '../core/issuers/issuer-claim.js';
import type { IssuerTable } from '../core/issuers/issuer-table.js';
import { PrefixCounter } from '../core/issuers/prefix-counter.js';
import type { PrefixRange } from './text/ranges.js';

/** What a table holds, counted in 6-digit prefixes under which it holds for some number. */
export interface IssuerSurvey {
  readonly prefixes: number;
  readonly countries: readonly CountryCount[];
  /** Prefixes with a claim that says so. */
  readonly coverage: Readonly<Record<Coverage, number>>;
  readonly ambiguous: { readonly prefixes: number; readonly ranges: readonly AmbiguousRange[] };
}

export interface CountryCount {
  /** ISO 3166-1 alpha-2; null for claims that name none. */
  readonly country: string | null;
  readonly prefixes: number;
}

/** Several countries answer for the same numbers: nobody can say which is right. */
export interface AmbiguousRange extends PrefixRange {
  readonly countries: readonly (string | null)[];
  readonly sources: readonly string[];
}

export const COVERAGES = ['issuer', 'country', 'funding', 'segment', 'product', 'brand', 'panLengths'] as const;
export type Coverage = (typeof COVERAGES)[number];

const SAYS: Readonly<Record<Coverage, (claim: IssuerClaim) => boolean>> = {
  issuer: ({ name }) => name !== null,
  country: ({ country }) => country !== null,
  funding: ({ funding }) => funding !== 'unknown',
  segment: ({ segment }) => segment !== 'unknown',
  product: ({ product }) => product !== null,
  brand: ({ brandId }) => brandId !== null,
  panLengths: ({ panLengths }) => panLengths.length > 0,
};

export function surveyIssuers(table: IssuerTable): IssuerSurvey {
  const prefixes = new PrefixCounter();
  const ambiguous = new PrefixCounter();
  const contested: Contested[] = [];
  const byCountry = new Map<string | null, PrefixCounter>();
  const byCoverage = new Map(COVERAGES.map((coverage) => [coverage, new PrefixCounter()]));
  for (const { start, end, answer } of table.intervals()) {
    const claims = table.claims(answer);
    prefixes.add(start, end);
    for (const { country } of claims) counterOf(byCountry, country).add(start, end);
    for (const [coverage, counter] of byCoverage) if (claims.some(SAYS[coverage])) counter.add(start, end);
    if (new Set(claims.map(({ country }) => country)).size < 2) continue;
    ambiguous.add(start, end);
    contest(contested, { start, end, claims });
  }
  return {
    prefixes: prefixes.count,
    countries: [...byCountry]
      .map(([country, counter]) => ({ country, prefixes: counter.count }))
      .sort((a, b) => b.prefixes - a.prefixes || (a.country ?? '').localeCompare(b.country ?? '', 'en')),
    coverage: Object.fromEntries([...byCoverage].map(([key, { count }]) => [key, count])) as Record<Coverage, number>,
    ambiguous: {
      prefixes: ambiguous.count,
      ranges: contested.map(({ start, end, countries, sources }) => ({
        ...shortestBounds(start, end),
        countries,
        sources,
      })),
    },
  };
}

function counterOf(counters: Map<string | null, PrefixCounter>, key: string | null): PrefixCounter {
  const known = counters.get(key) ?? new PrefixCounter();
  counters.set(key, known);
  return known;
}

interface Contested extends Omit<AmbiguousRange, 'low' | 'high'> {
  readonly start: number;
  end: number;
  readonly key: string;
}

interface Contest {
  readonly start: number;
  readonly end: number;
  readonly claims: readonly IssuerClaim[];
}

/** Neighbours with the same countries from the same files are one range, whatever else is said there. */
function contest(contested: Contested[], { start, end, claims }: Contest): void {
  const countries = claims.map(({ country }) => country);
  const sources = sourcesOf(claims);
  const key = JSON.stringify([[...countries].sort(), sources]);
  const before = contested.at(-1);
  if (before?.end === start && before.key === key) before.end = end;
  else contested.push({ start, end, key, countries, sources });
}

function sourcesOf(claims: readonly IssuerClaim[]): readonly string[] {
  return [...new Set(claims.map(({ source }: { readonly source: IssuerFile }) => source.title))];
}
