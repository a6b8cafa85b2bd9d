import { type Filtered, removePans } from './card-filter.js';
import type { Sink } from './log.js';

/** What the tripwire has done since the start. */
export interface TripwireCounts {
  /** Card-like numbers that were taken out of lines. */
  readonly replaced: number;
  /** Writes that were thrown away because they could not be looked through. */
  readonly dropped: number;
}

interface GuardedSinkOptions {
  readonly filter?: (text: string) => Filtered;
  readonly monotonicMs?: () => number;
}

const NOTICE_EVERY_MS = 60_000;
/** Longer than any line of ours; what has no end is written in pieces. */
const REST_MAX = 64 * 1024;
/** Longer than a number in the longest of its ways of writing. */
const HELD_BACK_MAX = 256;

/**
 * The last thing a log line passes on its way out. Nothing a caller wrote should ever get here; should it nevertheless, a card
 * number is replaced and counted, and somebody is told. What cannot be looked through is not written.
 */
export class GuardedSink implements Sink, TripwireCounts {
  readonly #filter: (text: string) => Filtered;
  readonly #monotonicMs: () => number;
  #replaced = 0;
  #dropped = 0;
  /** The beginning of a line whose end is still to come. */
  #rest = '';
  #noticeAt = -Infinity;
  #notice: ((counts: TripwireCounts) => void) | null = null;

  constructor(
    private readonly out: Sink,
    { filter = removePans, monotonicMs = () => performance.now() }: GuardedSinkOptions = {},
  ) {
    this.#filter = filter;
    this.#monotonicMs = monotonicMs;
  }

  get replaced(): number {
    return this.#replaced;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Told when something was taken out, at most once a minute. It may write here. */
  onNotice(notice: (counts: TripwireCounts) => void): void {
    this.#notice = notice;
  }

  /** A number may be cut by two writes, so only whole lines are let through. */
  write(text: string): void {
    const all = this.#rest === '' ? text : this.#rest + text;
    const end = all.length > REST_MAX ? all.length - heldBack(all) : all.lastIndexOf('\n') + 1;
    this.#rest = all.slice(end);
    if (end > 0) this.#pass(all.slice(0, end));
  }

  flushSync(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#pass(rest);
    this.out.flushSync?.();
  }

  #pass(lines: string): void {
    const text = this.#looked(lines);
    if (text !== null) this.out.write(text);
    if (text !== lines) this.#tell();
  }

  #looked(lines: string): string | null {
    try {
      const { text, removed } = this.#filter(lines);
      this.#replaced += removed;
      return text;
    } catch {
      this.#dropped += 1;
      return null;
    }
  }

  #tell(): void {
    const now = this.#monotonicMs();
    if (this.#notice === null || now - this.#noticeAt < NOTICE_EVERY_MS) return;
    // Before the notice, which passes here itself.
    this.#noticeAt = now;
    this.#notice({ replaced: this.#replaced, dropped: this.#dropped });
  }
}

/** Of a line without an end, the length of what may be the beginning of a number: it waits for the rest of it. */
function heldBack(text: string): number {
  const tail = text.slice(-HELD_BACK_MAX);
  const digitAt = tail.search(/\p{Nd}/u);
  return digitAt === -1 ? 0 : tail.length - digitAt;
}
