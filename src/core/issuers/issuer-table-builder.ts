import { IssuerAnswersBuilder } from './issuer-answers-builder.js';
import { fileSections } from './issuer-file-rows.js';
import { IssuerIndexBuilder } from './issuer-index-builder.js';
import { placeClaims, type PlacedClaim } from './issuer-placed-claim.js';
import type { IssuerTableSource } from './issuer-record.js';
import { sweepClaims } from './issuer-sweep.js';
import { ISSUER_TABLE, UTC_TIME } from './issuer-table-format.js';
import { recordedSha256, writeSections, type SectionData, type Sha256 } from '../section-buffer.js';
import { ListPoolBuilder, StringPoolBuilder } from '../section-pools.js';

/**
 * Compiles issuer files into the one buffer that `IssuerTable` reads. Deterministic: same input, same bytes.
 * @throws RangeError for rows and files that an importer should not have let through.
 */
export function buildIssuerTable({ builtAt, files }: IssuerTableSource, sha256: Sha256): ArrayBuffer {
  if (!UTC_TIME.test(builtAt)) throw new RangeError('The time of building is not RFC 3339 in UTC.');
  const claims = placeClaims(files);
  const answers = new IssuerAnswersBuilder(claims.length);
  const index = indexOf(claims, answers);
  const rowCount = files.reduce((total, { rowsKept }) => total + rowsKept, 0);
  if (rowCount > 0xffff_ffff) throw new RangeError('The files have more rows than 32 bits can count.');
  const strings = new StringPoolBuilder();
  const lists = new ListPoolBuilder(32);
  const content = new Map<string, SectionData>([
    ['rowCount', Uint32Array.of(rowCount)],
    ...index.sections(),
    ...answers.sections(strings, lists),
    ...fileSections(files, strings, lists),
    ...lists.sections('lists'),
    ...strings.sections('strings'),
  ]);
  const contentSha256 = recordedSha256(writeSections(ISSUER_TABLE, content, sha256));
  const edition: readonly [string, SectionData][] = [
    ['builtAt', new TextEncoder().encode(builtAt)],
    ['contentSha256', new TextEncoder().encode(contentSha256)],
  ];
  return writeSections(ISSUER_TABLE, new Map([...edition, ...content]), sha256);
}

/** Two passes: only when all answers were seen do those of several claims get their numbers. */
function indexOf(claims: readonly PlacedClaim[], answers: IssuerAnswersBuilder): IssuerIndexBuilder {
  const merged: { readonly start: number; end: number; readonly key: number }[] = [];
  for (const stretch of sweepClaims(claims)) {
    const key = answers.add(stretch.claims);
    const before = merged.at(-1);
    if (before?.key === key && before.end === stretch.start) before.end = stretch.end;
    else merged.push({ start: stretch.start, end: stretch.end, key });
  }
  const index = new IssuerIndexBuilder();
  for (const { start, end, key } of merged) index.add(start, end, answers.numberOf(key));
  return index;
}
