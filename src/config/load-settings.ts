/** Settings about more work than there is time for. */
export const LOAD_SETTINGS = {} as const;
