/** What was waited for took too long. */
export class TimedOut extends Error {
  constructor() {
    super('It took too long.');
  }
}

/** The same promise, but not for longer than `ms`; what comes of it later is nobody's concern. @throws TimedOut */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimedOut()), ms);
    promise.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
