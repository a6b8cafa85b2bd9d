/** Settings about who may call. */
export const AUTH_SETTINGS = {} as const;
