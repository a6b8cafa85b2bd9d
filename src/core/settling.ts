import { AMBIGUOUS, PAN_LENGTHS, type Resolution } from './claim-resolution.js';
import type { IinTrieArrays } from './iin-trie.js';

/** What a prefix already settles, by node. */
export interface Settling {
  /** How many more digits there are at most until nothing that a further digit could change is left. */
  readonly digitsToSettle: Uint8Array;
  /** Brand index plus one where every number behind the node has that brand, else 0. */
  readonly certainBrand: Uint16Array;
}

/** Works from the leaves up; children are numbered before their parents. */
export function settle(
  trie: IinTrieArrays,
  resolutions: readonly Resolution[],
  brandIndex: (id: string) => number,
): Settling {
  const { leafCount, children } = trie;
  const nodeCount = leafCount + children.length / 10;
  const digitsToSettle = new Uint8Array(nodeCount);
  const certainBrand = new Uint16Array(nodeCount);
  /** Equal answers, equal text: all that a reader of the report could tell apart. */
  const answers: (string | null)[] = resolutions.map(answerOf);
  resolutions.forEach((resolution, leaf) => {
    const brand = onlyBrand(resolution);
    certainBrand[leaf] = brand === null ? 0 : brandIndex(brand) + 1;
  });
  for (let node = leafCount; node < nodeCount; node++) {
    const below = children.subarray((node - leafCount) * 10, (node - leafCount + 1) * 10);
    const first = below[0]!;
    const uniform = answers[first] != null && below.every((child) => answers[child] === answers[first]);
    answers[node] = uniform ? answers[first]! : null;
    digitsToSettle[node] = uniform ? 0 : 1 + Math.max(...Array.from(below, (child) => digitsToSettle[child]!));
    certainBrand[node] = below.every((child) => certainBrand[child] === certainBrand[first]) ? certainBrand[first]! : 0;
  }
  return { digitsToSettle, certainBrand };
}

function answerOf({ head, byLength }: Resolution): string {
  if (head === null || head === AMBIGUOUS) return head ?? 'unknown';
  return PAN_LENGTHS.map((length, index) => allowedBrand(byLength[index]!, length) ?? '').join();
}

function onlyBrand({ byLength }: Resolution): string | null {
  const brands = new Set(
    PAN_LENGTHS.map((length, index) => allowedBrand(byLength[index]!, length)).filter((brand) => brand !== null),
  );
  return brands.size === 1 ? [...brands][0]! : null;
}

function allowedBrand(winner: Resolution['head'], length: number): string | null {
  return winner !== null && winner !== AMBIGUOUS && winner.panLengths.includes(length) ? winner.brandId : null;
}
