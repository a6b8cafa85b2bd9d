/** A brand id that the tables do not hold. The id itself is the caller's text and is never repeated. */
export class BrandNotFoundError extends Error {
  constructor() {
    super('No brand has that id.');
  }
}

/** An acceptance policy names brands that do not exist: where in its list, and in which card of a batch (null for a single card). */
export class UnknownPolicyBrandError extends Error {
  constructor(
    readonly positions: readonly number[],
    readonly cardIndex: number | null,
  ) {
    super('The policy names a brand that does not exist.');
  }
}

/** A prefix is one to eleven digits. A longer one may be a card number and is refused unread. */
export class PrefixNotAllowedError extends Error {
  constructor() {
    super('A prefix is 1 to 11 digits.');
  }
}
