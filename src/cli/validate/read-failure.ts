/** A file cannot be read on. `code` is that of the system, or `changed`: the file became shorter meanwhile. */
export class ReadFailure extends Error {
  constructor(readonly code: string) {
    super('The input cannot be read.');
  }
}

/** Runs `work`, and throws what the system says against it as a `ReadFailure`. */
export function reading<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = systemCode(error);
    throw code === null ? error : new ReadFailure(code);
  }
}

/** `ENOENT` and the like; null for an error that is not the system's. */
export function systemCode(error: unknown): string | null {
  const code = codeOf(error);
  return /^E[A-Z0-9]+$/.test(code) ? code : null;
}

/** What Node calls the error; empty where it has no name for it. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
