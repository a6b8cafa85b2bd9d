import { BUCKETS, type NumberSketch } from './number-sketch.js';

const FRAMES_AT = BUCKETS;
const COUNT_MAX = 0xffff;

/**
 * What the questions of one client look like: how many fell into each bucket, and how many cards were no good. Counts are halved as time
 * goes by. Holds nothing of a number.
 */
export class ClientPattern {
  /** Of runs, then of frames. */
  readonly #counts = new Uint16Array(2 * BUCKETS);
  /** Of the number that came last into each bucket of runs; one more than the mark, 0 for none. */
  readonly #marks = new Uint16Array(BUCKETS);
  #heaviest = 0;
  #numbers = 0;
  #cards = 0;
  #failed = 0;
  #halvedAtMs: number;

  constructor(now: number) {
    this.#halvedAtMs = now;
  }

  /** Cards that were asked about one by one or by the block, as they count now. */
  get cards(): number {
    return this.#cards;
  }

  /** Of the cards, those that were not `valid`. */
  get failRatio(): number {
    return this.#cards === 0 ? 0 : this.#failed / this.#cards;
  }

  /** Different numbers that were seen, as they count now. */
  get numbers(): number {
    return this.#numbers;
  }

  /** Of those numbers, the share that fell into the bucket with most. */
  get sequentialShare(): number {
    return this.#numbers === 0 ? 0 : this.#heaviest / this.#numbers;
  }

  age(now: number, halfLifeMs: number): void {
    for (; now - this.#halvedAtMs >= halfLifeMs && this.#cards >= 1; this.#halvedAtMs += halfLifeMs) this.#halve();
    if (this.#cards < 1) this.#halvedAtMs = now;
  }

  /** The next of many cards. */
  addCards(cards: number, failed: number): void {
    this.#cards += cards;
    this.#failed += failed;
  }

  /** The number of one of them. Asked about twice in a row it counts once: a probe with a test card is no enumeration. */
  addNumber({ run, frame, mark }: NumberSketch): void {
    if (this.#marks[run] === mark + 1) return;
    this.#marks[run] = mark + 1;
    this.#heaviest = Math.max(this.#heaviest, this.#count(run), this.#count(FRAMES_AT + frame));
    this.#numbers++;
    if (this.#heaviest === COUNT_MAX) this.#halve();
  }

  #count(bucket: number): number {
    const count = (this.#counts[bucket] ?? 0) + 1;
    this.#counts[bucket] = count;
    return count;
  }

  #halve(): void {
    const counts = this.#counts;
    let numbers = 0;
    let heaviest = 0;
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = (counts[bucket] ?? 0) >>> 1;
      counts[bucket] = count;
      if (bucket < FRAMES_AT) numbers += count;
      if (count > heaviest) heaviest = count;
    }
    this.#numbers = numbers;
    this.#heaviest = Math.min(heaviest, numbers);
    this.#cards /= 2;
    this.#failed /= 2;
  }
}
