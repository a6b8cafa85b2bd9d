import type { AccountRange } from './account-range.js';
import type { IinTable } from './iin-table.js';
import type { Network } from './report.js';

/** The rails a card of this range can travel: its own, those of its other marks, those that take it as a guest. */
export function networksOf(table: IinTable, range: AccountRange): readonly Network[] {
  const network = (id: string, role: Network['role'], regions: readonly string[] = []): Network => ({
    id,
    name: table.getBrand(id).name,
    role,
    regions,
  });
  return [
    network(range.brandId, 'brand'),
    ...range.coBadgedWith.map((id) => network(id, 'co_badge')),
    ...range.acceptedOn.map(({ networkId, regions }) => network(networkId, 'acceptance', regions)),
  ];
}
