import type { IssuerClaim } from '../../core/issuers/issuer-claim.js';
import { type IssuerFile, RANK_MAX } from '../../core/issuers/issuer-record.js';
import type { IssuerTable } from '../../core/issuers/issuer-table.js';
import { PREFIX_DIGITS_MAX } from '../../core/account-range.js';
import { isPanLength } from '../../core/claim-resolution.js';
import { isCountry } from '../importers/country-claim.js';
import { holdsLongDigitRun } from '../importers/claim-text.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { FILE_ID } from './issuer-file-id.js';
import { TEXT_CHARACTERS_MAX } from './issuer-manifest.js';

const FILES_MAX = 1000;
const PREFIXES = 10 ** PREFIX_DIGITS_MAX;
/** What GraphQL can say. */
const COUNT_MAX = 2 ** 31 - 1;
const WORD = /^[a-z][a-z_-]{0,63}$/;

/**
 * Reads all that a compiled table can answer, so that nothing in it can fail, or be shown, where it is asked for. A checksum only proves
 * that the bytes are as somebody wrote them; this that an importer of ours could have written them.
 * @throws IssuerDataError `corrupt`
 */
export function checkIssuerTable(table: IssuerTable): void {
  try {
    if (table.files.length > FILES_MAX || !table.files.every(isSoundFile)) throw corrupt();
    checkAnswers(table);
  } catch {
    throw corrupt();
  }
}

function checkAnswers(table: IssuerTable): void {
  const files = new Set(table.files);
  const sound = new Set<number>();
  let before = 0;
  for (const { start, end, answer } of table.intervals()) {
    if (start < before || end <= start || end > PREFIXES) throw corrupt();
    before = end;
    if (sound.has(answer)) continue;
    const claims = table.claims(answer);
    if (claims.length === 0 || !claims.every((claim) => files.has(claim.source) && isSoundClaim(claim)))
      throw corrupt();
    sound.add(answer);
  }
}

function isSoundFile(file: IssuerFile): boolean {
  const counts = [file.rowsRead, file.rowsKept, ...[...file.skipped, ...file.notes].map(({ count }) => count)];
  const words = [file.format, ...[...file.skipped, ...file.notes].map(({ reason }) => reason)];
  return (
    FILE_ID.test(file.id) &&
    [file.id, file.title, file.version, file.licence, file.locator].every(isShowable) &&
    counts.every((count) => count <= COUNT_MAX) &&
    words.every((word) => WORD.test(word)) &&
    file.countries.every(isCountry) &&
    file.rank >= 1 &&
    file.rank <= RANK_MAX &&
    /^[0-9a-f]{64}$/.test(file.sha256)
  );
}

function isSoundClaim({ name, country, product, brandId, panLengths }: IssuerClaim): boolean {
  return (
    [name, product].every(isShowable) &&
    (country === null || isCountry(country)) &&
    (brandId === null || WORD.test(brandId)) &&
    panLengths.every((length, at) => isPanLength(length) && length > (panLengths[at - 1] ?? 0))
  );
}

/** Neither long, nor something a terminal would obey, nor what may be a card number. */
function isShowable(text: string | null): boolean {
  if (text === null) return true;
  return text.length <= TEXT_CHARACTERS_MAX && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) && !holdsLongDigitRun(text);
}

function corrupt(): IssuerDataError {
  return new IssuerDataError('corrupt');
}
