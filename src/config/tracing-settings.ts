/** Settings about traces. */
export const TRACING_SETTINGS = {} as const;
