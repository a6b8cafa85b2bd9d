import type { AbortReason } from '../../core/batch/batch-summary.js';
import type { StreamFault } from './stream-watch.js';

/** A stream under way. */
export interface Abortable {
  /** Ends it early: what was read is answered, the summary says why, and the connection closes. */
  abort(reason: AbortReason): void;
}

/** A stream that can be asked to make room for another. */
export interface OpenStream extends Abortable {
  /** How long the server has waited for the client, which did nothing. */
  readonly silentMs: number;
  /** The client has done too little: what was read is answered, as far as the client takes answers. */
  blameClient(fault: StreamFault): void;
}

/** The streams of one server, so that they have a limit and can be ended together. */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>();
  #isShutDown = false;

  constructor(private readonly max: number) {}

  get count(): number {
    return this.#streams.size;
  }

  /** Whether one more stream may enter. If there is no place, the one silent longest leaves, unless that is less than `patienceMs`. */
  makeRoom(patienceMs: number): boolean {
    if (this.#streams.size < this.max) return true;
    let longest: OpenStream | null = null;
    for (const stream of this.#streams) if (stream.silentMs >= (longest?.silentMs ?? patienceMs)) longest = stream;
    if (longest === null) return false;
    this.#streams.delete(longest);
    longest.blameClient('client_idle');
    return true;
  }

  enter(stream: OpenStream): void {
    this.#streams.add(stream);
    if (this.#isShutDown) stream.abort('shutting_down');
  }

  leave(stream: OpenStream): void {
    this.#streams.delete(stream);
  }

  /** Ends every stream with the summary `shutting_down`, those that are still to come too. */
  shutDown(): void {
    this.#isShutDown = true;
    for (const stream of this.#streams) stream.abort('shutting_down');
  }
}
