/** Settings about TLS on the API port. */
export const TLS_SETTINGS = {} as const;
