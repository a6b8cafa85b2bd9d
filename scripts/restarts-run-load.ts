/** A steady load on the proxy: over connections that stay and connections for one request, by both doors, and streams. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { runStream, type StreamEnd } from './restarts-run-streams.ts';

/** A published test number. */
const PAN = '4242424242424242';
const EXAMPLES_MAX = 5;

export interface Load {
  readonly origin: string;
  /** Of all callers together. */
  readonly requestsPerSecond: number;
  readonly signal: AbortSignal;
}

/** What the callers saw. */
export class Sightings {
  readonly answered = { kept: 0, fresh: 0, graphql: 0 };
  readonly streams: Record<StreamEnd, number> = { done: 0, told: 0, cut: 0, refused: 0 };
  failed = 0;
  readonly examples: string[] = [];

  get requests(): number {
    const { kept, fresh, graphql } = this.answered;
    return kept + fresh + graphql + this.failed;
  }

  blame(example: string): void {
    this.failed++;
    if (this.examples.length < EXAMPLES_MAX) this.examples.push(example);
  }
}

interface Caller {
  readonly kind: keyof Sightings['answered'];
  readonly path: string;
  readonly body: unknown;
}

const REST = { path: '/v1/cards/validate', body: { pan: PAN } };
const QUERY = 'query ($pan: PAN!) { validateCard(pan: $pan) { status } }';
const GRAPHQL: Caller = { kind: 'graphql', path: '/graphql', body: { query: QUERY, variables: { pan: PAN } } };
const CALLERS: readonly Caller[] = [
  ...Array.from({ length: 4 }, (): Caller => ({ kind: 'kept', ...REST })),
  ...Array.from({ length: 2 }, (): Caller => ({ kind: 'fresh', ...REST })),
  ...Array.from({ length: 2 }, () => GRAPHQL),
];
/** Lines of the streams that run beside each other: two seconds, and longer than drain and grace together. */
const STREAM_LINES = [8, 8, 40, 40, 400];

/** Asks until told to stop; streams under way then come to their end. */
export async function runLoad(load: Load): Promise<Sightings> {
  const sightings = new Sightings();
  const agent = new Agent({ keepAlive: true });
  const callers = CALLERS.map((caller) => callOnAndOn(load, caller, agent, sightings));
  const streams = STREAM_LINES.map((lines) => streamOnAndOn(load, lines, agent, sightings));
  await Promise.all([...callers, ...streams]);
  agent.destroy();
  return sightings;
}

async function callOnAndOn(load: Load, caller: Caller, agent: Agent, sightings: Sightings): Promise<void> {
  const intervalMs = (1000 * CALLERS.length) / load.requestsPerSecond;
  let next = performance.now();
  while (!load.signal.aborted) {
    const fault = await call(load.origin, caller, caller.kind === 'fresh' ? null : agent);
    if (fault === null) sightings.answered[caller.kind]++;
    else sightings.blame(`${caller.kind}: ${fault}`);
    next = Math.max(next + intervalMs, performance.now() - 1000);
    await sleep(Math.max(0, next - performance.now()));
  }
}

async function streamOnAndOn(
  { origin, signal }: Load,
  lines: number,
  agent: Agent,
  sightings: Sightings,
): Promise<void> {
  while (!signal.aborted) sightings.streams[await runStream({ origin, agent, lines })]++;
}

/** @returns What went wrong; null when it was answered as it should be. */
async function call(origin: string, { path, body }: Caller, agent: Agent | null): Promise<string | null> {
  const headers = { 'content-type': 'application/json' };
  const sent = request(`${origin}${path}`, { method: 'POST', headers, agent: agent ?? false });
  sent.end(JSON.stringify(body));
  try {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const piece of answer) text += String(piece);
    // haproxy's own: it has nobody to ask, or the connection was lost.
    const by = answer.headers['x-request-id'] === undefined ? 'haproxy' : 'the service';
    if (answer.statusCode !== 200) return `status ${String(answer.statusCode)} by ${by}`;
    return text.includes('"status":"valid"') ? null : 'another answer';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'no code';
  }
}
