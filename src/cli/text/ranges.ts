export interface PrefixRange {
  readonly low: string;
  readonly high: string;
}

/** `453957` or `453957-453959` */
export function rangeText({ low, high }: PrefixRange): string {
  return low === high ? low : `${low}-${high}`;
}
