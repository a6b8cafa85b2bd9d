/** The layout that `iin-table-builder` writes and `iin-table` reads. Raise the version with every change of meaning. */
export const IIN_TABLE = { kind: 1, formatVersion: 1 } as const;

/** Winners are range ids plus one, by leaf: the head first, then one per PAN length. */
export const WINNER_NONE = 0;
export const WINNER_AMBIGUOUS = 0xffff;
