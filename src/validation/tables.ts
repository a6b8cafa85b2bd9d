import type { CheckDigitRule, Confidence, RangeStatus } from '../core/account-range.js';
import type { IssuerFile } from '../core/issuers/issuer-record.js';
import type { CardReport, CvvReport, Network } from '../core/report.js';
import type { Dispute } from '../core/table-source.js';
import type { IssuerDataStatus } from './ports.js';

/** A row of `GET /v1/brands`. */
export interface BrandSummary {
  readonly id: string;
  readonly name: string;
  readonly cvv: CvvReport | null;
  /** Every PAN length some deciding range of the brand allows, ascending. */
  readonly panLengths: readonly number[];
  readonly rangeCount: number;
}

export interface BrandDetails extends BrandSummary {
  readonly ranges: readonly RangeDetails[];
}

export interface RangeDetails {
  readonly low: string;
  readonly high: string;
  readonly panLengths: readonly number[];
  readonly checkDigit: CheckDigitRule;
  readonly status: RangeStatus;
  readonly confidence: Confidence;
  readonly decides: boolean;
  readonly disputed: boolean;
  readonly product: string | null;
  readonly countries: readonly string[];
  readonly networks: readonly Network[];
  /** Ids of `Dataset.sources`. */
  readonly sources: readonly string[];
  readonly note: string | null;
}

/** Which data answers, and where each fact comes from. */
export interface Dataset {
  readonly dataVersion: string;
  readonly released: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly loadedAt: Date;
  readonly brandCount: number;
  readonly rangeCount: number;
  /** Where sources name different brands, and what we make of it. */
  readonly disputes: readonly Dispute[];
  readonly testCardCount: number;
  readonly sources: readonly DatasetSource[];
  readonly issuerData: IssuerDataset;
}

/** What is loaded of an operator's issuer data. */
export interface IssuerDataset extends IssuerDataStatus {
  /** Null while no issuer table answers, like everything up to `rowCount`. */
  readonly version: string | null;
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  readonly builtAt: Date | null;
  readonly loadedAt: Date | null;
  readonly rowCount: number;
  readonly files: readonly IssuerFile[];
}

/** One report per card, in the order of the request, all from one snapshot. */
export interface BatchAnswer {
  readonly reports: readonly CardReport[];
  readonly dataVersion: string;
}

export interface DatasetSource {
  readonly id: string;
  readonly title: string;
  readonly locator: string;
  readonly readOn: string;
  readonly rangeCount: number;
}

/** The compiled table as it is served to browsers and edges. */
export interface CompiledTable {
  readonly bytes: Uint8Array;
  readonly dataVersion: string;
  readonly sha256: string;
}
