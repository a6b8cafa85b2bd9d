import { IssuerDataError } from '../issuer-data-error.js';

const PLAIN_NAME = /^[A-Za-z]{1,64}$/;

/** For an error that nobody expected: its kind and never its message, which may quote the data. */
export function loaderFailed(error: unknown): IssuerDataError {
  const kind = kindOf(error);
  const article = /^[AEIOU]/.test(kind ?? '') ? 'an' : 'a';
  return new IssuerDataError(
    'loader_failed',
    kind === null ? {} : { hint: `The loader failed with ${article} ${kind}.` },
  );
}

function kindOf(error: unknown): string | null {
  const name = (error as { readonly constructor?: { readonly name?: unknown } } | null | undefined)?.constructor?.name;
  return typeof name === 'string' && PLAIN_NAME.test(name) ? name : null;
}
