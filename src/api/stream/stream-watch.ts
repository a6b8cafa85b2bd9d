/** Who keeps a stream waiting, as seen from the server. */
export interface WatchedStream {
  /** The server has read everything there is and wants more. */
  readonly waitsForInput: boolean;
  /** The server has written as much as the client takes and wants to write more. */
  readonly waitsForReader: boolean;
  /** In and out together, as the system counts them. */
  readonly bytes: number;
}

export interface WatchLimits {
  readonly idleMs: number;
  /** Bytes per second; 0 never minds. */
  readonly rateMin: number;
}

export type StreamFault = 'client_idle' | 'client_too_slow';

const TICK_MS = 1_000;
const TICKS_PER_LIMIT = 10;

/** Looks ten times within the limit, at least once a second. */
export function tickOf({ idleMs }: WatchLimits): number {
  return Math.min(TICK_MS, Math.ceil(idleMs / TICKS_PER_LIMIT));
}

/**
 * Measures the patience a stream has with its client. Only time in which the server waits for the client counts: while it is busy
 * nobody is blamed.
 */
export class StreamWatch {
  #bytes: number;
  #silentMs = 0;
  #windowMs = 0;
  #windowBytes = 0;

  constructor(
    private readonly stream: WatchedStream,
    private readonly limits: WatchLimits,
  ) {
    this.#bytes = stream.bytes;
  }

  /** How long the server has waited for a client that did nothing, when it was last looked at. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** @param elapsedMs Since the last look. @returns What the client did wrong; null while it may go on. */
  look(elapsedMs: number): StreamFault | null {
    const moved = this.stream.bytes - this.#bytes;
    this.#bytes += moved;
    this.#windowBytes += moved;
    if (moved > 0) this.#silentMs = 0;
    if (!this.stream.waitsForInput && !this.stream.waitsForReader) return null;
    this.#windowMs += elapsedMs;
    if (moved === 0) this.#silentMs += elapsedMs;
    return this.#verdict();
  }

  #verdict(): StreamFault | null {
    const { idleMs, rateMin } = this.limits;
    if (this.#silentMs >= idleMs) return 'client_idle';
    if (this.#windowMs < idleMs) return null;
    const isTooSlow = this.#windowBytes < (rateMin * this.#windowMs) / 1000;
    this.#windowMs = 0;
    this.#windowBytes = 0;
    return isTooSlow ? 'client_too_slow' : null;
  }
}
