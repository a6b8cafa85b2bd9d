import { Buffer } from 'node:buffer';
import { findLeaks } from '../../leaks/canary.ts';
import { answersIn, type RawAnswer } from '../raw-answers.ts';
import type { Door } from './doors.ts';
import { throwAt, Wire } from './wire.ts';

export interface DoorRunOptions {
  readonly port: number;
  readonly count: number;
  readonly canary: string;
  readonly connections: number;
}

interface Slow {
  readonly ms: number;
  readonly input: Buffer;
}

const SLOWEST = 5;
const EXAMPLES_MAX = 5;
const TURNS_ALONE = 15;

/** What came of all inputs of a door. */
export class DoorRun {
  readonly statuses = new Map<number, number>();
  /** What must not be, as sentences, with the input in base64 so that it can be sent again. */
  readonly violations: string[] = [];
  slowest: Slow[] = [];
  violationCount = 0;
  sent = 0;

  async run(door: Door, options: DoorRunOptions): Promise<void> {
    const caller = async (): Promise<void> => {
      const wire = new Wire(options.port);
      while (this.sent < options.count) await this.#one(door, wire, options);
      wire.close();
    };
    await Promise.all(Array.from({ length: options.connections }, caller));
  }

  async #one(door: Door, wire: Wire, { port, canary }: DoorRunOptions): Promise<void> {
    this.sent++;
    const input = door.next();
    const since = performance.now();
    const answers = door.isRaw ? await this.#throw(port, input) : await wire.ask(input);
    this.#remember({ ms: performance.now() - since, input });
    if (answers === null) this.#accuse('the answer does not end, or there is none', input);
    for (const answer of [answers ?? []].flat()) this.#judge(answer, input, canary);
  }

  async #throw(port: number, input: Buffer): Promise<readonly RawAnswer[] | null> {
    const received = await throwAt(port, input, this.sent);
    // Who is asked for a head sends no body; the rest cannot be told apart then.
    if (received === null || input.includes('HEAD ')) return received && [];
    try {
      return answersIn(received, true).answers;
    } catch {
      return [{ status: 599, headers: new Map(), body: received }];
    }
  }

  #judge(answer: RawAnswer, input: Buffer, canary: string): void {
    const { status, headers, body } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && !isBusy(answer) && !isNotReady(status, input)) this.#accuse(`status ${status}`, input);
    if (!input.includes(canary.slice(0, 8))) return;
    const told = withoutMachineWords(Buffer.concat([Buffer.from(JSON.stringify([...headers])), body]));
    if (findLeaks(told, canary).length > 0) this.#accuse('the answer tells the card number back', input);
  }

  #accuse(what: string, input: Buffer): void {
    this.violationCount++;
    if (this.violations.length < EXAMPLES_MAX)
      this.violations.push(`${what}: ${input.toString('base64').slice(0, 4000)}`);
  }

  #remember(slow: Slow): void {
    const last = this.slowest.at(-1);
    if (this.slowest.length === SLOWEST && last !== undefined && slow.ms <= last.ms) return;
    this.slowest = [...this.slowest, slow].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  }
}

/** The probe's own answer while the service has too much to do, and eight callers that never pause see to that now and then. */
function isNotReady(status: number, input: Buffer): boolean {
  return status === 503 && /^(?:GET|HEAD) \/readyz[? ]/.test(input.toString('latin1', 0, 20));
}

/**
 * Object ids and digests come back whatever their digits are (`docs/batch.md`, Ids), and once in some hundred thousand inputs a number lands
 * where it makes one.
 */
function withoutMachineWords(told: Buffer): Buffer {
  const word = /(?<![0-9a-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{24})(?![0-9a-z])/gi;
  return Buffer.from(told.toString('latin1').replace(word, ''), 'latin1');
}

/** The documented 503: the service says so, and when to come back. */
export function isBusy({ status, headers }: RawAnswer): boolean {
  return status === 503 && headers.has('retry-after');
}

/** How long each of the slowest takes when nothing else is done: the best of many. The others waited for their neighbours. */
export async function timesAlone(door: Door, port: number, slowest: readonly Slow[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const { input } of slowest) times.push(await timeAlone(door, port, input));
  return times;
}

async function timeAlone(door: Door, port: number, input: Buffer): Promise<number> {
  const wire = new Wire(port);
  let best = Infinity;
  for (let turn = 0; turn < TURNS_ALONE; turn++) {
    const since = performance.now();
    await (door.isRaw ? throwAt(port, input, turn) : wire.ask(input));
    best = Math.min(best, performance.now() - since);
  }
  wire.close();
  return best;
}
