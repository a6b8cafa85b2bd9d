import { decides, prefixInterval, type AccountRange } from '../core/account-range.js';
import type { Brand } from '../core/brand.js';
import { cvvReport } from '../core/cvv.js';
import type { IinTable } from '../core/iin-table.js';
import type { IssuerTable } from '../core/issuers/issuer-table.js';
import { networksOf } from '../core/networks.js';
import type { BrandDetails, BrandSummary, Dataset, IssuerDataset, RangeDetails } from './tables.js';
import type { IssuerDataStatus, Snapshot } from './ports.js';

export function brandSummaries(table: IinTable): readonly BrandSummary[] {
  const byBrand = Map.groupBy(table.ranges, ({ brandId }) => brandId);
  return table.brands.map((brand) => toSummary(brand, byBrand.get(brand.id) ?? []));
}

export function brandDetails(table: IinTable, brand: Brand): BrandDetails {
  const ranges = table.ranges.filter(({ brandId }) => brandId === brand.id);
  const inOrder = [...ranges].sort((a, b) => (a.low < b.low || (a.low === b.low && a.high < b.high) ? -1 : 1));
  return { ...toSummary(brand, ranges), ranges: inOrder.map((range) => toRangeDetails(table, range)) };
}

export function datasetOf({ tables, loadedAt }: Snapshot, status: IssuerDataStatus): Dataset {
  const table = tables.iins;
  const uses = new Map<string, number>();
  for (const id of table.ranges.flatMap(({ sources }) => sources)) uses.set(id, (uses.get(id) ?? 0) + 1);
  return {
    dataVersion: tables.version,
    released: table.released,
    sha256: table.sha256,
    sizeBytes: table.bytes.byteLength,
    loadedAt,
    brandCount: table.brands.length,
    rangeCount: table.ranges.length,
    disputes: table.disputes,
    testCardCount: table.testCards.length,
    sources: table.sources.map((source) => ({ ...source, rangeCount: uses.get(source.id) ?? 0 })),
    issuerData: issuerDatasetOf(tables.issuers, loadedAt, status),
  };
}

function issuerDatasetOf(issuers: IssuerTable | null, loadedAt: Date, status: IssuerDataStatus): IssuerDataset {
  return {
    ...status,
    version: issuers?.version ?? null,
    sha256: issuers?.sha256 ?? null,
    sizeBytes: issuers?.bytes.byteLength ?? null,
    builtAt: issuers && new Date(issuers.builtAt),
    loadedAt: issuers && loadedAt,
    rowCount: issuers?.rowCount ?? 0,
    files: issuers?.files ?? [],
  };
}

function toSummary(brand: Brand, ranges: readonly AccountRange[]): BrandSummary {
  const lengths = ranges.filter(decides).flatMap(({ panLengths }) => panLengths);
  return {
    id: brand.id,
    name: brand.name,
    cvv: cvvReport(brand.cvv),
    panLengths: [...new Set(lengths)].sort((a, b) => a - b),
    rangeCount: ranges.length,
  };
}

function toRangeDetails(table: IinTable, range: AccountRange): RangeDetails {
  return {
    low: range.low,
    high: range.high,
    panLengths: range.panLengths,
    checkDigit: range.checkDigit,
    status: range.status,
    confidence: range.confidence,
    decides: decides(range),
    disputed: table.disputes.some((dispute) => dispute.brandIds.includes(range.brandId) && touches(dispute, range)),
    product: range.product,
    countries: range.countries,
    networks: networksOf(table, range),
    sources: range.sources,
    note: range.note,
  };
}

function touches(a: Pick<AccountRange, 'low' | 'high'>, b: Pick<AccountRange, 'low' | 'high'>): boolean {
  const [x, y] = [prefixInterval(a), prefixInterval(b)];
  return x.start < y.end && y.start < x.end;
}
