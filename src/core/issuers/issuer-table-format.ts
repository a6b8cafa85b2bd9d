/** The layout that `issuer-table-builder` writes and `issuer-table` reads. Raise the version with every change of meaning. */
export const ISSUER_TABLE = { kind: 2, formatVersion: 1 } as const;

/** Answers are numbered from 1: first those of one claim, then those of several. */
export const ANSWER_NOBODY = 0;

/** Three digits choose a page, three more a slot of the page, and the last five one of the cells behind the slot. */
export const PAGE_SLOTS = 1000;
/** 11-digit prefixes behind one slot, which is one 6-digit prefix. */
export const SLOT_WIDTH = 100_000;
export const SLOTS = PAGE_SLOTS * PAGE_SLOTS;

/** RFC 3339 in UTC. */
export const UTC_TIME = /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;
