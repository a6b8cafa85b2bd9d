import { reportCard, type CardInput } from '../core/card-report.js';
import type { CardTables } from '../core/card-tables.js';
import { PREFIX_DIGITS_MAX } from '../core/account-range.js';
import { ISSUER_DIGITS_MIN } from '../core/issuers/issuer-answer.js';
import { INDUSTRIES, type Industry } from '../core/industry.js';
import { reportIin } from '../core/iin-report.js';
import type { Language } from '../core/language.js';
import {
  checkLuhn,
  explainLuhn,
  luhnCheckDigit,
  type LuhnCheck,
  type LuhnCheckDigit,
  type LuhnExplanation,
} from '../core/luhn.js';
import type { CardReport, IinReport } from '../core/report.js';
import { BrandNotFoundError, PrefixNotAllowedError, UnknownPolicyBrandError } from './errors.js';
import type { Clock, IinSource, IssuerDataStatus, ValidationObserver } from './ports.js';
import { brandDetails, brandSummaries, datasetOf } from './table-views.js';
import type { BatchAnswer, BrandDetails, BrandSummary, CompiledTable, Dataset } from './tables.js';

/** One method per use case; every door calls these and nothing else. */
export class CardValidationService {
  readonly #source: IinSource;
  readonly #observer: ValidationObserver;
  readonly #clock: Clock;

  constructor(source: IinSource, observer: ValidationObserver, clock: Clock) {
    this.#source = source;
    this.#observer = observer;
    this.#clock = clock;
  }

  /** @throws UnknownPolicyBrandError */
  validateCard(request: CardInput, language: Language): CardReport {
    const tables = this.#tables();
    refuseUnknownBrands(tables, request, null);
    return this.#report(tables, request, language);
  }

  /** All cards are answered from one snapshot. @throws UnknownPolicyBrandError before any card is looked at. */
  validateCards(requests: readonly CardInput[], language: Language): BatchAnswer {
    const tables = this.#tables();
    for (const [index, request] of requests.entries()) refuseUnknownBrands(tables, request, index);
    const reports = requests.map((request) => this.#report(tables, request, language));
    return { reports, dataVersion: tables.version };
  }

  /** @throws PrefixNotAllowedError unless `prefix` is 1 to 11 ASCII digits. */
  reportIin(prefix: string, language: Language): IinReport {
    if (!PREFIX.test(prefix)) throw new PrefixNotAllowedError();
    const tables = this.#tables();
    const report = reportIin(tables, prefix, language);
    this.#observer.iinLookedUp(report);
    if (tables.issuers !== null && prefix.length >= ISSUER_DIGITS_MIN) this.#countIssuer(report);
    return report;
  }

  /** @param digits ASCII digits; the doors see to that. */
  checkLuhn(digits: string): LuhnCheck {
    return checkLuhn(digits);
  }

  /** @param payload At least one ASCII digit. */
  luhnCheckDigit(payload: string): LuhnCheckDigit {
    return luhnCheckDigit(payload);
  }

  explainLuhn(digits: string): LuhnExplanation {
    return explainLuhn(digits);
  }

  brands(): readonly BrandSummary[] {
    return brandSummaries(this.#tables().iins);
  }

  /** @throws BrandNotFoundError */
  brand(id: string): BrandDetails {
    const table = this.#tables().iins;
    const brand = table.findBrand(id);
    if (brand === null) throw new BrandNotFoundError();
    return brandDetails(table, brand);
  }

  industries(): readonly Industry[] {
    return INDUSTRIES;
  }

  dataset(): Dataset {
    return datasetOf(this.#source.current(), this.#source.issuerData());
  }

  compiledTable(): CompiledTable {
    const { bytes, version, sha256 } = this.#tables().iins;
    return { bytes, dataVersion: version, sha256 };
  }

  dataVersion(): string {
    return this.#tables().version;
  }

  /** Of our own table alone: it changes only with a release. */
  iinTableVersion(): string {
    return this.#tables().iins.version;
  }

  issuerData(): IssuerDataStatus {
    return this.#source.issuerData();
  }

  #tables(): CardTables {
    return this.#source.current().tables;
  }

  #report(tables: CardTables, request: CardInput, language: Language): CardReport {
    const report = reportCard(tables, request, { now: this.#clock(), language });
    this.#observer.cardValidated(report);
    if (tables.issuers !== null && report.panLength >= ISSUER_DIGITS_MIN) this.#countIssuer(report);
    return report;
  }

  #countIssuer({ issuer, issuerCandidates }: Pick<CardReport, 'issuer' | 'issuerCandidates'>): void {
    const several = issuerCandidates.length > 0 ? 'several' : 'miss';
    this.#observer.issuerLookedUp(issuer === null ? several : 'hit');
  }
}

const PREFIX = new RegExp(`^[0-9]{1,${String(PREFIX_DIGITS_MAX)}}$`);

/** A misspelt brand would silently refuse every card: better to refuse the request. */
function refuseUnknownBrands({ iins }: CardTables, { accept }: CardInput, index: number | null): void {
  const unknown = [...(accept?.brands ?? []).entries()].filter(([, id]) => iins.findBrand(id) === null);
  if (unknown.length > 0)
    throw new UnknownPolicyBrandError(
      unknown.map(([position]) => position),
      index,
    );
}
