import { RANK_MAX } from '../../core/issuers/issuer-record.js';
import { IssuerDataError } from '../issuer-data-error.js';
import { FILE_ID } from './issuer-file-id.js';
import type { SourceOptions } from './issuer-import.js';
import { holdsLongDigitRun } from '../importers/claim-text.js';
import { isCountry } from '../importers/country-claim.js';
import { ISSUER_FORMATS } from '../importers/importer.js';
import { timeOf, wholeSeconds } from './rfc-3339.js';

export const MANIFEST_SOURCES_MAX = 64;

export const TEXT_CHARACTERS_MAX = 500;

/** What a directory of issuer files is, in the operator's words. `docs/issuer-data.md` describes it. */
export interface IssuerManifest {
  /** RFC 3339, UTC, whole seconds; null when the manifest does not say. */
  readonly builtAt: string | null;
  readonly sources: readonly ManifestSource[];
}

export interface ManifestSource extends SourceOptions {
  /** Relative to the manifest, with slashes; never leads out of its directory. */
  readonly file: string;
}

interface Rule {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

const TEXT: Rule = {
  must: `must be a text of 1 to ${TEXT_CHARACTERS_MAX} characters, without control characters, and without twelve digits, which may be a card number`,
  holds: (value) =>
    isText(value) &&
    !holdsLongDigitRun(value) &&
    value.trim() !== '' &&
    value.length <= TEXT_CHARACTERS_MAX &&
    !/[\p{Cc}\p{Cf}]/u.test(value),
};

const SOURCE_RULES: Readonly<Record<keyof ManifestSource, Rule>> = {
  file: { must: 'must be a path inside the directory of the manifest', holds: isInnerPath },
  format: {
    must: `must be one of ${ISSUER_FORMATS.join(', ')}`,
    holds: (value) => ISSUER_FORMATS.some((format) => format === value),
  },
  id: {
    must: 'must be 1 to 64 lower-case letters, fewer than twelve digits, dots and hyphens, a letter or digit at either end',
    holds: (value) => isText(value) && FILE_ID.test(value) && !holdsLongDigitRun(value),
  },
  title: TEXT,
  version: TEXT,
  licence: TEXT,
  locator: TEXT,
  countries: {
    must: 'must be a list of ISO 3166-1 alpha-2 codes in capitals, each once',
    holds: (value) =>
      Array.isArray(value) &&
      new Set(value).size === value.length &&
      value.every((code) => isText(code) && isCountry(code)),
  },
  rank: {
    must: `must be a whole number from 1 to ${RANK_MAX}`,
    holds: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= RANK_MAX,
  },
  sha256: { must: 'must be 64 lower-case hex digits', holds: (value) => isText(value) && /^[0-9a-f]{64}$/.test(value) },
};

const MANIFEST_RULES: Readonly<Record<keyof IssuerManifest, Rule>> = {
  builtAt: {
    must: 'must be a time as RFC 3339 writes it',
    holds: (value) => isText(value) && timeOf(value) !== null,
  },
  sources: {
    must: `must be a list of 1 to ${MANIFEST_SOURCES_MAX} sources`,
    holds: (value) => Array.isArray(value) && value.length >= 1 && value.length <= MANIFEST_SOURCES_MAX,
  },
};

/** @throws IssuerDataError `manifest_invalid`; the hint lists every mistake. */
export function parseIssuerManifest(text: string): IssuerManifest {
  const manifest = parseJson(text);
  const mistakes = mistakesIn(manifest, MANIFEST_RULES, 'sources', 'The manifest');
  if (mistakes.length > 0) throw invalid(mistakes);
  const { builtAt, sources } = manifest as { builtAt?: string; sources: readonly unknown[] };
  const inSources = sources.flatMap((source, at) => mistakesIn(source, SOURCE_RULES, 'file', `sources[${at}]`));
  if (inSources.length > 0) throw invalid(inSources);
  const checked = sources as readonly ManifestSource[];
  const ids = checked.map(({ id }) => id).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length) throw invalid(['No two sources may have the same id.']);
  return { builtAt: builtAt === undefined ? null : wholeSeconds(new Date(builtAt)), sources: checked };
}

function mistakesIn(
  value: unknown,
  rules: Readonly<Record<string, Rule>>,
  required: string,
  place: string,
): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${place} must be an object.`];
  const entries = Object.entries(value);
  const known = Object.keys(rules);
  return [
    ...(entries.every(([key]) => known.includes(key))
      ? []
      : [`${place} has a key that is none of ${known.join(', ')}.`]),
    ...(Object.hasOwn(value, required) ? [] : [`${place} lacks the key ${required}.`]),
    ...entries.flatMap(([key, cell]) => {
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      return rule === undefined || rule.holds(cell) ? [] : [`${place}: ${key} ${rule.must}.`];
    }),
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw invalid(['It is not JSON.']);
  }
}

function isInnerPath(value: unknown): boolean {
  if (!isText(value) || value.length > TEXT_CHARACTERS_MAX || /[\p{Cc}\\:]/u.test(value)) return false;
  return value.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function invalid(mistakes: readonly string[]): IssuerDataError {
  return new IssuerDataError('manifest_invalid', { hint: mistakes.join(' ') });
}
