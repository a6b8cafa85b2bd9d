import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { LoadGate, type LoadLimits, type ShedReason } from './load-gate.js';
import { hasShortBody, refuse } from './load-refusal.js';
import { isPipelined } from './pipelines.js';

export interface LoadObserver {
  /** Told in sums, some hundred times a second at most. */
  requestsShed(reason: ShedReason, count: number): void;
}

export interface LoadShedding {
  readonly limits: LoadLimits;
  readonly observer: LoadObserver;
  /** True while the service asks its clients to go elsewhere. */
  readonly isDraining: () => boolean;
}

/** A client that takes no notice of Retry-After asks again as soon as it is answered: it may, some forty times a second. */
const HELD_MS = 20;
const SWEEP_MS = 5;

interface Refused {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly dueMs: number;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Stands in front of everybody who listens for requests by now, and answers in their place what cannot be answered in time. Streams
 * under way are left alone: they have been let in.
 *
 * @returns How many are under way, whenever it is asked.
 */
export function shedLoad({ server }: FastifyInstance, shedding: LoadShedding): Pick<LoadGate, 'inFlight'> {
  const gate = new LoadGate(shedding.limits);
  const refusals = new HeldRefusals(server, shedding);
  const leave = (): void => gate.leave();
  const endTurn = (): void => gate.endTurn(cpuMs());
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const workedMs = cpuMs();
    if (!gate.isInTurn) {
      gate.beginTurn(workedMs, performance.now());
      // The check phase comes after everything that was ready to be read.
      setImmediate(endTurn);
    }
    const reason = gate.enter(workedMs, isPipelined(request));
    if (reason !== null) {
      refusals.hold({ request, response, dueMs: performance.now() + HELD_MS }, reason);
      return;
    }
    response.on('close', leave);
    for (const listener of listeners) listener.call(server, request, response);
  });
  return gate;
}

/** What this thread has worked. Measured: 0.5 µs. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Requests that are refused and not told yet, in the order they came. One per connection as a rule, so connections limit them. */
class HeldRefusals {
  #held: Refused[] = [];
  #isSweeping = false;
  readonly #counts = new Map<ShedReason, number>();

  constructor(
    private readonly server: object,
    private readonly shedding: Pick<LoadShedding, 'observer' | 'isDraining'>,
  ) {}

  hold(refused: Refused, reason: ShedReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    this.#held.push(refused);
    // Nobody else reads the body, and it must not be kept meanwhile.
    if (hasShortBody(refused.request)) refused.request.resume();
    if (!this.#isSweeping) setTimeout(() => this.#sweep(), HELD_MS);
    this.#isSweeping = true;
  }

  #sweep(): void {
    const { observer, isDraining } = this.shedding;
    const nowMs = performance.now();
    const mayStay = !isDraining();
    const next = this.#held.findIndex(({ dueMs }) => dueMs > nowMs);
    const due = this.#held.splice(0, next === -1 ? this.#held.length : next);
    this.#isSweeping = this.#held.length > 0;
    if (this.#isSweeping) setTimeout(() => this.#sweep(), SWEEP_MS);
    for (const [reason, count] of this.#counts) observer.requestsShed(reason, count);
    this.#counts.clear();
    for (const { request, response } of due) refuse(this.server, request, response, mayStay);
  }
}
