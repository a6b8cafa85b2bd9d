import { reportCard, type CardInput } from '../core/card-report.js';
import { PREFIX_DIGITS_MAX } from '../core/account-range.js';
import { INDUSTRIES, type Industry } from '../core/industry.js';
import { reportIin } from '../core/iin-report.js';
import type { IinTable } from '../core/iin-table.js';
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
import type { Clock, IinSource, ValidationObserver } from './ports.js';
import { brandDetails, brandSummaries, datasetOf } from './table-views.js';
import type { BrandDetails, BrandSummary, CompiledTable, Dataset } from './tables.js';

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
    const table = this.#table();
    refuseUnknownBrands(table, request, null);
    return this.#report(table, request, language);
  }

  /** All cards are answered from one snapshot. @throws UnknownPolicyBrandError before any card is looked at. */
  validateCards(requests: readonly CardInput[], language: Language): readonly CardReport[] {
    const table = this.#table();
    for (const [index, request] of requests.entries()) refuseUnknownBrands(table, request, index);
    return requests.map((request) => this.#report(table, request, language));
  }

  /** @throws PrefixNotAllowedError unless `prefix` is 1 to 11 ASCII digits. */
  reportIin(prefix: string, language: Language): IinReport {
    if (!PREFIX.test(prefix)) throw new PrefixNotAllowedError();
    const report = reportIin(this.#table(), prefix, language);
    this.#observer.iinLookedUp(report);
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
    return brandSummaries(this.#table());
  }

  /** @throws BrandNotFoundError */
  brand(id: string): BrandDetails {
    const table = this.#table();
    const brand = table.findBrand(id);
    if (brand === null) throw new BrandNotFoundError();
    return brandDetails(table, brand);
  }

  industries(): readonly Industry[] {
    return INDUSTRIES;
  }

  dataset(): Dataset {
    return datasetOf(this.#source.current());
  }

  compiledTable(): CompiledTable {
    const { bytes, version, sha256 } = this.#table();
    return { bytes, dataVersion: version, sha256 };
  }

  dataVersion(): string {
    return this.#table().version;
  }

  #table(): IinTable {
    return this.#source.current().table;
  }

  #report(table: IinTable, request: CardInput, language: Language): CardReport {
    const report = reportCard(table, request, { now: this.#clock(), language });
    this.#observer.cardValidated(report);
    return report;
  }
}

const PREFIX = new RegExp(`^[0-9]{1,${String(PREFIX_DIGITS_MAX)}}$`);

/** A misspelt brand would silently refuse every card: better to refuse the request. */
function refuseUnknownBrands(table: IinTable, { accept }: CardInput, index: number | null): void {
  const unknown = [...(accept?.brands ?? []).entries()].filter(([, id]) => table.findBrand(id) === null);
  if (unknown.length > 0)
    throw new UnknownPolicyBrandError(
      unknown.map(([position]) => position),
      index,
    );
}
