import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ReadinessState } from './readiness.js';

const IDLE_SWEEP_MS = 50;

/** Asks every client to open its next connection elsewhere, so that `close()` finds few connections and cuts none. */
export function closeConnectionsWhileDraining(
  instance: FastifyInstance,
  readiness: Pick<ReadinessState, 'phase'>,
): void {
  instance.addHook('onSend', (_request, reply, payload, done) => {
    if (readiness.phase === 'draining') reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Something that listens, as its owner closes it. */
export interface Listener {
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/**
 * Closes a listener when its requests are answered, or after `graceMs`. Node waits for keep-alive connections that nobody uses,
 * so those are swept; without the sweep a single idle client holds the process for a minute.
 *
 * @returns false when requests had to be cut.
 */
export async function closeWithin(graceMs: number, { server, close }: Listener): Promise<boolean> {
  let finished = true;
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, graceMs);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
  return finished;
}

export interface ShutdownPlan {
  readonly readiness: Pick<ReadinessState, 'beginDraining'>;
  readonly drainMs: number;
  readonly graceMs: number;
  readonly api: Listener;
  /** Closes last: the probes say "no" and the last counts can be scraped until the end. */
  readonly management: Listener;
}

/** @returns false when requests in flight had to be cut. */
export async function shutDown({ readiness, drainMs, graceMs, api, management }: ShutdownPlan): Promise<boolean> {
  readiness.beginDraining();
  await sleep(drainMs);
  const finished = await closeWithin(graceMs, api);
  await closeWithin(MANAGEMENT_GRACE_MS, management);
  return finished;
}

/** A scrape takes milliseconds. */
const MANAGEMENT_GRACE_MS = 500;
