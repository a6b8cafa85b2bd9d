import { PREFIX_DIGITS_MAX, prefixInterval, shortestBounds, type AccountRange } from '../account-range.js';
import { AMBIGUOUS, PAN_LENGTHS } from '../claim-resolution.js';
import type { IinTable } from '../iin-table.js';
import type { IssuerClaim } from './issuer-claim.js';
import type { IssuerTable } from './issuer-table.js';

/**
 * How an issuer file that names another brand than we do stands to our table:
 * - `co_badge`: our deciding range lists their brand as a second mark or as rails that take the card. - `length_split`: theirs owns
 * other PAN lengths of the same prefixes. - `undecided`: theirs has a claim in our table, but nobody decides. - `silent`: nobody decides,
 * and theirs has no claim in our table. - `differs`: we name another brand, and none of these holds.
 */
export type BrandDisagreementKind = 'co_badge' | 'length_split' | 'undecided' | 'silent' | 'differs';

/** A block of prefixes for which an issuer file names another brand than our table decides. */
export interface BrandDisagreement {
  readonly low: string;
  readonly high: string;
  readonly kind: BrandDisagreementKind;
  /** Null where our table decides nobody. `sources` are titles. */
  readonly ours: { readonly brandId: string; readonly sources: readonly string[] } | null;
  /** `source` is the title of the file. */
  readonly theirs: { readonly brandId: string; readonly source: string };
}

type Contrast = Omit<BrandDisagreement, 'low' | 'high'>;

/** Ascending by where they begin; one for each brand that files name, as wide as it holds. */
export function findBrandDisagreements(iins: IinTable, issuers: IssuerTable): readonly BrandDisagreement[] {
  const found: { readonly start: number; end: number; readonly contrast: Contrast }[] = [];
  const last = new Map<string, (typeof found)[number]>();
  for (const { start, end, contrasts } of pieces(iins, issuers))
    for (const [key, contrast] of contrasts) {
      const before = last.get(key);
      if (before?.end === start) before.end = end;
      else {
        found.push({ start, end, contrast });
        last.set(key, found.at(-1)!);
      }
    }
  return found.map(({ start, end, contrast }) => ({ ...shortestBounds(start, end), ...contrast }));
}

/** By their content as text. */
type Contrasts = ReadonlyMap<string, Contrast>;

/** Ascending intervals in which neither table changes. */
function* pieces(
  iins: IinTable,
  issuers: IssuerTable,
): Generator<{ readonly start: number; readonly end: number; readonly contrasts: Contrasts }> {
  const cuts = cutsOf(iins);
  const known = new Map<string, Contrasts>();
  let next = 0;
  for (const { start, end, answer } of issuers.intervals()) {
    for (let from = start; from < end;) {
      while (next < cuts.length && cuts[next]! <= from) next++;
      const to = Math.min(end, cuts[next] ?? end);
      const leaf = iins.trie.find(String(from).padStart(PREFIX_DIGITS_MAX, '0'));
      const key = `${leaf}/${answer}`;
      const contrasts = known.get(key) ?? contrastsAt(leaf, iins, issuers.claims(answer));
      known.set(key, contrasts);
      yield { start: from, end: to, contrasts };
      from = to;
    }
  }
}

/** Where our table may change, ascending. */
function cutsOf({ ranges, disputes }: IinTable): readonly number[] {
  const bounds = [...ranges, ...disputes].flatMap((row) => Object.values(prefixInterval(row)));
  return [...new Set(bounds)].sort((a, b) => a - b);
}

function contrastsAt(leaf: number, iins: IinTable, claims: readonly IssuerClaim[]): Contrasts {
  const contrasts = claims.map((claim) => contrastOf(leaf, iins, claim)).filter((contrast) => contrast !== null);
  return new Map(contrasts.map((contrast) => [JSON.stringify(contrast), contrast]));
}

function contrastOf(leaf: number, iins: IinTable, { brandId, panLengths, source }: IssuerClaim): Contrast | null {
  if (brandId === null) return null;
  const head = iins.winner(leaf, 0);
  const winner = head === AMBIGUOUS ? null : head;
  if (winner?.brandId === brandId) return null;
  const wonLengths = PAN_LENGTHS.filter((length) => isWonBy(brandId, iins, leaf, length));
  // The file may speak of those cards only that are theirs by length.
  if (panLengths.length > 0 && panLengths.every((length) => wonLengths.includes(length))) return null;
  return {
    kind: winner === null ? kindOfUndecided(leaf, iins, brandId) : kindOf(winner, brandId, wonLengths.length > 0),
    ours: winner && { brandId: winner.brandId, sources: winner.sources.map((id) => iins.getSource(id).title) },
    theirs: { brandId, source: source.title },
  };
}

function isWonBy(brandId: string, iins: IinTable, leaf: number, length: number): boolean {
  const winner = iins.winner(leaf, length);
  return winner !== AMBIGUOUS && winner?.brandId === brandId && winner.panLengths.includes(length);
}

function kindOf(winner: AccountRange, brandId: string, ownsLengths: boolean): BrandDisagreementKind {
  const accepted = winner.acceptedOn.some(({ networkId }) => networkId === brandId);
  if (accepted || winner.coBadgedWith.includes(brandId)) return 'co_badge';
  return ownsLengths || winner.lengthSplitWith.includes(brandId) ? 'length_split' : 'differs';
}

function kindOfUndecided(leaf: number, iins: IinTable, brandId: string): BrandDisagreementKind {
  const { contenders } = iins.claimsAt(leaf);
  return contenders.some(({ claim }) => claim.brandId === brandId) ? 'undecided' : 'silent';
}
