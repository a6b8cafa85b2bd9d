/** The part of `process` that ends it. */
export interface Terminable {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

const EXIT_CODES_AT_ONCE = { SIGTERM: 143, SIGINT: 130 } as const;

/** The first signal stops the service and exits with 0; a second one exits at once, as if nobody had listened. */
export function stopOnSignal(host: Terminable, stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    host.on(signal, () => {
      if (stopping) {
        host.exit(EXIT_CODES_AT_ONCE[signal]);
        return;
      }
      stopping = true;
      void stop().then(
        () => host.exit(0),
        () => host.exit(1),
      );
    });
  }
}
