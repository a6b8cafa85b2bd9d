/** - `changed`: the file became shorter while it was read. - `damaged`: it cannot be inflated. - Any other is a code of the system. */
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
    throw readFailure(error);
  }
}

/** The same of a stream. */
export async function* readingAll(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (let next = await nextOf(iterator); next.done !== true; next = await nextOf(iterator)) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** Apart from what whoever takes the chunks throws. */
function nextOf<Value>(iterator: AsyncIterator<Value>): Promise<IteratorResult<Value>> {
  return iterator.next().catch((error: unknown) => {
    throw readFailure(error);
  });
}

/** Anything else as it is. */
export function readFailure(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (DAMAGE.test(code)) return new ReadFailure('damaged');
  return SYSTEM.test(code) ? new ReadFailure(code) : error;
}

/** Of zlib: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ZSTD_error_…`. */
const DAMAGE = /^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/;
/** `ENOENT` and the like. Node's own begin with `ERR_`. */
const SYSTEM = /^E[A-Z0-9]+$/;
