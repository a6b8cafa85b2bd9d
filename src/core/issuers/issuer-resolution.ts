import { PAN_LENGTHS } from '../claim-resolution.js';

/** What the rules look at in a claim, besides its rank and how specific it is. */
export interface IssuerSpeaker {
  readonly country: string | null;
  /** Empty means any length. */
  readonly panLengths: readonly number[];
}

/** A claim among others, before the table is built. */
export interface IssuerContender extends IssuerSpeaker {
  /** Of its file; 1 is asked first. */
  readonly rank: number;
  /** How many 11-digit prefixes its bounds span: the fewer, the more specific. */
  readonly width: number;
  /** Place in the listing: files in their order, rows in the order of their file. */
  readonly order: number;
}

export type RankOf<Claim> = (claim: Claim) => number;

/**
 * Every claim that answers for some number with this prefix, by rank and then most specific first. Which of them answers for a
 * number depends on its length: `answerForLength`.
 */
export function resolveIssuers<Claim extends IssuerContender>(covering: readonly Claim[]): readonly Claim[] {
  if (covering.length < 2) return covering;
  const inOrder = [...covering].sort((a, b) => a.rank - b.rank || bySpecificity(a, b));
  const lengths = inOrder.every(isOpen) ? PAN_LENGTHS.slice(0, 1) : PAN_LENGTHS;
  return answerForAny(inOrder, lengths, ({ rank }) => rank);
}

/**
 * Who answers for a number of `panLength` digits, of claims in the order of `resolveIssuers`
 * (`docs/adr/0013-rank-country-width.md`): of the claims that speak of this length those of the first rank, and of these the most
 * specific one of each country. A claim without a country answers only where none names one.
 */
export function answerForLength<Claim extends IssuerSpeaker>(
  inOrder: readonly Claim[],
  panLength: number,
  rankOf: RankOf<Claim>,
): readonly Claim[] {
  const speaking = inOrder.filter((claim) => isOpen(claim) || claim.panLengths.includes(panLength));
  const [first] = speaking;
  if (first === undefined || speaking.length === 1) return speaking;
  const rank = rankOf(first);
  const countries = new Set<string | null>();
  const answering = speaking.filter((claim) => {
    const answers = rankOf(claim) === rank && !countries.has(claim.country);
    if (answers) countries.add(claim.country);
    return answers;
  });
  return answering.length < 2 ? answering : answering.filter(({ country }) => country !== null);
}

/**
 * Who may answer once the number is whole, when it has `digitCount` digits so far. What stands behind a more specific claim of the
 * same country only for lengths that one does not name is left out: it is asked when the number has such a length.
 */
export function answerWhileTyping<Claim extends IssuerSpeaker>(
  inOrder: readonly Claim[],
  digitCount: number,
  rankOf: RankOf<Claim>,
): readonly Claim[] {
  const reachable = PAN_LENGTHS.filter((length) => length >= digitCount);
  const possible = inOrder.length < 2 ? inOrder.filter(isReachable) : answerForAny(inOrder, reachable, rankOf);
  return possible.filter((claim, index) => !possible.slice(0, index).some((other) => speaksOfTheSame(other, claim)));

  function isReachable(claim: Claim): boolean {
    return reachable.length > 0 && (isOpen(claim) || claim.panLengths.at(-1)! >= digitCount);
  }
}

function answerForAny<Claim extends IssuerSpeaker>(
  inOrder: readonly Claim[],
  lengths: readonly number[],
  rankOf: RankOf<Claim>,
): readonly Claim[] {
  const answering = new Set(lengths.flatMap((length) => answerForLength(inOrder, length, rankOf)));
  return inOrder.filter((claim) => answering.has(claim));
}

function isOpen({ panLengths }: IssuerSpeaker): boolean {
  return panLengths.length === 0;
}

function speaksOfTheSame(a: IssuerSpeaker, b: IssuerSpeaker): boolean {
  if (a.country !== b.country) return false;
  return isOpen(a) || isOpen(b) || a.panLengths.some((length) => b.panLengths.includes(length));
}

/** Narrowest first, then in order of listing. */
export function bySpecificity(a: IssuerContender, b: IssuerContender): number {
  return a.width - b.width || a.order - b.order;
}
