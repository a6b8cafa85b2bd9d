import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ReadinessState } from './readiness.js';

const IDLE_SWEEP_MS = 50;

/** Asks every client to open its next connection elsewhere, so that `close()` finds few connections and cuts none. */
export function closeConnectionsWhileDraining(
  instance: FastifyInstance,
  readiness: Pick<ReadinessState, 'phase'>,
): void {
  const ask = (reply: FastifyReply): void => {
    if (readiness.phase === 'draining') reply.header('connection', 'close');
  };
  // Streams are sent by themselves: no hook sees their answers.
  instance.addHook('onRequest', (_request, reply, done) => {
    ask(reply);
    done();
  });
  instance.addHook('onSend', (_request, reply, payload, done) => {
    ask(reply);
    done(null, payload);
  });
}

/** Something that listens, as its owner closes it. */
export interface Listener {
  /** Of Node, with TLS or without. */
  readonly server: { closeIdleConnections(): void; closeAllConnections(): void };
  readonly close: () => Promise<void>;
  /** Ends what would go on for ever, politely. Called when the grace is nearly over. */
  readonly endStreams?: () => void;
}

/** Enough to say how far a stream came, and for the client to read it. */
const FAREWELL_MS = 1_000;

/**
 * Closes a listener when its requests are answered, or after `graceMs`. Node waits for keep-alive connections that nobody uses,
 * so those are swept; without the sweep a single idle client holds the process for a minute.
 *
 * @returns false when requests had to be cut.
 */
export async function closeWithin(graceMs: number, { server, close, endStreams }: Listener): Promise<boolean> {
  let finished = true;
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, graceMs);
  const end = setTimeout(() => endStreams?.(), graceMs - Math.min(FAREWELL_MS, graceMs / 2));
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
    clearTimeout(end);
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
