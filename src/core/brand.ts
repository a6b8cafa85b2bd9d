/** The mark printed on a card. Ids are lower snake_case and API: `visa`, `american_express`, `unionpay`. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  readonly cvv: Cvv | null;
  /** How the printed number is grouped, by PAN length; lengths that are not here are grouped in fours. */
  readonly grouping: ReadonlyMap<number, readonly number[]>;
  /** Id of the source behind name, security code and grouping. */
  readonly source: string;
}

/** The card verification value as the brand calls it. `lengths` holds 0 where cards without one are issued. */
export interface Cvv {
  readonly name: string | null;
  readonly lengths: readonly number[];
}
