import { FINDING_CODES } from '../core/finding.js';
import { type CardReport, type IinReport, STATUSES, type Status } from '../core/report.js';
import { ISSUER_LOOKUP_RESULTS, type IssuerLookupResult, type ValidationObserver } from '../validation/ports.js';
import type { IssuerLookupLabels } from './issuer-data-metrics.js';
import {
  type CardFindingLabels,
  type CardValidationLabels,
  type IinLookupLabels,
  type LookupResult,
  LOOKUP_RESULTS,
  type Metrics,
} from './metrics.js';
import { type Cell, Tally } from './tally.js';

const OTHER = 'other';
const NONE = 'none';

/**
 * Counts answers. Everything it reads from a report is looked up among cells made ahead, so a report can neither make it throw
 * nor bring a new label into being.
 */
export class ValidationMetrics implements ValidationObserver {
  readonly #validations: Tally<CardValidationLabels>;
  readonly #byBrand = new Map<string, Readonly<Record<Status, Cell>>>();
  readonly #byFinding: ReadonlyMap<string, Cell>;
  readonly #byResult: Readonly<Record<LookupResult, Cell>>;
  readonly #byIssuers: Readonly<Record<IssuerLookupResult, Cell>>;
  readonly #other: Readonly<Record<Status, Cell>>;

  constructor(metrics: Metrics) {
    this.#validations = new Tally<CardValidationLabels>(metrics.cardValidations);
    this.admitBrands([NONE, OTHER]);
    this.#other = this.#byBrand.get(OTHER) ?? this.#outcomesOf(OTHER);
    const findings = new Tally<CardFindingLabels>(metrics.cardFindings);
    this.#byFinding = new Map(FINDING_CODES.map((code) => [code, findings.cell({ code })]));
    const lookups = new Tally<IinLookupLabels>(metrics.iinLookups);
    this.#byResult = record(LOOKUP_RESULTS, (result) => lookups.cell({ result }));
    const issuerLookups = new Tally<IssuerLookupLabels>(metrics.issuerData.lookups);
    this.#byIssuers = record(ISSUER_LOOKUP_RESULTS, (result) => issuerLookups.cell({ result }));
  }

  /** Call with the brands of each table that is loaded; brands not named here are counted together as `other`. */
  admitBrands(ids: Iterable<string>): void {
    for (const id of ids) {
      if (!this.#byBrand.has(id)) this.#byBrand.set(id, this.#outcomesOf(id));
    }
  }

  cardValidated(report: CardReport): void {
    const outcomes = this.#byBrand.get(report.brand === null ? NONE : report.brand.id) ?? this.#other;
    outcomes[report.status].pending++;
    for (const { code } of report.findings) {
      const cell = this.#byFinding.get(code);
      if (cell !== undefined) cell.pending++;
    }
  }

  iinLookedUp(report: IinReport): void {
    this.#byResult[lookupResult(report)].pending++;
  }

  issuerLookedUp(result: IssuerLookupResult): void {
    this.#byIssuers[result].pending++;
  }

  #outcomesOf(brand: string): Readonly<Record<Status, Cell>> {
    return record(STATUSES, (outcome) => this.#validations.cell({ outcome, brand }));
  }
}

function lookupResult(report: IinReport): LookupResult {
  if (report.findings.some(({ code }) => code === 'IIN_UNKNOWN')) return 'unknown';
  return report.decided ? 'decided' : 'undecided';
}

function record<K extends string, V>(keys: readonly K[], valueOf: (key: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, V>;
}
