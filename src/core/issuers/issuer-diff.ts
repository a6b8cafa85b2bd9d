import { IssuerPrefixTally } from './issuer-prefix-tally.js';
import type { IssuerClaim } from './issuer-claim.js';
import type { IssuerTable } from './issuer-table.js';

/** What a new table says otherwise than an old one, counted in 6-digit prefixes: one row may answer for a hundred thousand of them. */
export interface IssuerDiff {
  readonly prefixesBefore: number;
  readonly prefixesAfter: number;
  /** Prefixes that nobody answered before. */
  readonly added: number;
  /** Prefixes that nobody answers any more. */
  readonly removed: number;
  /** Prefixes under which some number is answered with other facts. */
  readonly changed: number;
  /** Of the prefixes before: added, removed and changed ones. */
  readonly share: number;
  /** Of the prefixes before: removed and changed ones. Growth is left out. */
  readonly shareOfExisting: number;
  /** At most twenty, by turns a removed, a changed and an added one, each kind from its first on. */
  readonly examples: readonly IssuerDiffExample[];
}

export interface IssuerDiffExample {
  readonly prefix: string;
  /** What was, or is, answered for numbers with this prefix. */
  readonly before: readonly IssuerClaim[];
  readonly after: readonly IssuerClaim[];
}

const EXAMPLES_MAX = 20;

export function diffIssuerTables(before: IssuerTable, after: IssuerTable): IssuerDiff {
  const tally = new IssuerPrefixTally(EXAMPLES_MAX);
  const isSame = comparison(before, after);
  for (const { start, end, answers } of pieces(before, after))
    tally.add(start, end, { before: answers[0] > 0, after: answers[1] > 0, differs: !isSame(...answers) });
  const { prefixesBefore, prefixesAfter, added, removed, changed } = tally.close();
  const base = Math.max(prefixesBefore, 1);
  return {
    prefixesBefore,
    prefixesAfter,
    added,
    removed,
    changed,
    share: (added + removed + changed) / base,
    shareOfExisting: (removed + changed) / base,
    examples: tally.examples().map((prefix) => ({
      prefix,
      before: before.span(prefix).possible,
      after: after.span(prefix).possible,
    })),
  };
}

/** 11-digit prefixes for which both tables have one answer each. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly answers: readonly [before: number, after: number];
}

const NOWHERE = { start: Infinity, end: Infinity, answer: 0 };

/** Ascending; what neither table answers is left out. */
function* pieces(before: IssuerTable, after: IssuerTable): Generator<Piece> {
  const [olds, news] = [before.intervals(), after.intervals()];
  let old = olds.next().value ?? NOWHERE;
  let now = news.next().value ?? NOWHERE;
  let position = 0;
  while (old !== NOWHERE || now !== NOWHERE) {
    const start = Math.max(position, Math.min(old.start, now.start));
    const [inOld, inNew] = [old.start <= start, now.start <= start];
    const end = Math.min(inOld ? old.end : old.start, inNew ? now.end : now.start);
    yield { start, end, answers: [inOld ? old.answer : 0, inNew ? now.answer : 0] };
    position = end;
    if (old.end <= position) old = olds.next().value ?? NOWHERE;
    if (now.end <= position) now = news.next().value ?? NOWHERE;
  }
}

/** Are two answers the same facts? An answer mostly meets the same one over and over, so the last one met is remembered. */
function comparison(before: IssuerTable, after: IssuerTable): (old: number, now: number) => boolean {
  const lastMet: number[] = [];
  const wasSame: boolean[] = [];
  return (old, now) => {
    if (lastMet[old] !== now) {
      lastMet[old] = now;
      wasSame[old] = areSame(before.claims(old), after.claims(now));
    }
    return wasSame[old]!;
  };
}

/** Whatever their order: of several answers none is the right one. */
function areSame(some: readonly IssuerClaim[], others: readonly IssuerClaim[]): boolean {
  return some.length === others.length && some.every((claim) => others.some((other) => saysTheSame(claim, other)));
}

/** Who says it does not matter. */
function saysTheSame(a: IssuerClaim, b: IssuerClaim): boolean {
  return (
    a.name === b.name &&
    a.country === b.country &&
    a.funding === b.funding &&
    a.product === b.product &&
    a.segment === b.segment &&
    a.brandId === b.brandId &&
    a.panLengths.length === b.panLengths.length &&
    a.panLengths.every((length, index) => length === b.panLengths[index])
  );
}
