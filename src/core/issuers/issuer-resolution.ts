/** What the rule looks at in a claim on a prefix. */
export interface IssuerContender {
  /** Of its file; 1 is asked first. */
  readonly rank: number;
  readonly country: string | null;
  /** Empty means any length. */
  readonly panLengths: readonly number[];
  /** How many 11-digit prefixes its bounds span: the fewer, the more specific. */
  readonly width: number;
  /** Place in the listing: files in their order, rows in the order of their file. */
  readonly order: number;
}

/**
 * Who answers at one prefix, of all the claims that cover it. Several answers mean that nobody can say which is right.
 * 1. Only files of the first rank that has a claim answer. 2. A number has one answer in each country: of the claims that speak of its
 * length the narrowest, and of equal ones the first listed. 3. Different countries are different answers, narrowest first. 4. A claim
 * without a country answers only where none names one.
 */
export function resolveIssuers<Claim extends IssuerContender>(covering: readonly Claim[]): readonly Claim[] {
  if (covering.length < 2) return covering;
  const rank = covering.reduce((least, claim) => Math.min(least, claim.rank), Infinity);
  const asked = covering.filter((claim) => claim.rank === rank).sort(bySpecificity);
  const answering: Claim[] = [];
  for (const claim of asked) if (!answering.some((other) => speaksOfTheSame(other, claim))) answering.push(claim);
  const named = answering.filter(({ country }) => country !== null);
  return named.length > 0 ? named : answering;
}

function speaksOfTheSame(a: IssuerContender, b: IssuerContender): boolean {
  if (a.country !== b.country) return false;
  const isOpen = a.panLengths.length === 0 || b.panLengths.length === 0;
  return isOpen || a.panLengths.some((length) => b.panLengths.includes(length));
}

/** Narrowest first, then in order of listing. */
export function bySpecificity(a: IssuerContender, b: IssuerContender): number {
  return a.width - b.width || a.order - b.order;
}
