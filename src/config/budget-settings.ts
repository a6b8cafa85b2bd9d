/** Settings about how many cards a client may ask about. */
export const BUDGET_SETTINGS = {} as const;
