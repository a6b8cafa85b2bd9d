import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 1_000;

/** What is shorter lies in the buffers of the system at once, whoever reads it. */
const SMALL_BYTES_MAX = 16 * 1024;

/** An answer on its way, and when it has to be gone. */
interface Departure {
  readonly response: ServerResponse;
  readonly allowedMs: number;
  /** Null as long as an earlier answer of the connection is on its way. */
  sinceMs: number | null;
}

/** How long a client may take for an answer: `stallMs`, and more by the length of it. */
export interface DeparturePace {
  readonly stallMs: number;
  readonly bytesPerSecondMin: number;
}

/**
 * Cuts connections whose client reads an answer so slowly that it is held in memory for no good: each byte taken winds Node's own
 * clock (`timeout`) up again, so one byte a second would keep a megabyte for days. Streams are not held; they have limits of their own.
 */
export function limitDepartures(instance: FastifyInstance, { stallMs, bytesPerSecondMin }: DeparturePace): void {
  const departing = new Map<ServerResponse, Departure>();
  const { server } = instance;
  instance.addHook('onSend', (_request, reply, payload, done) => {
    const length = lengthOf(payload, reply.getHeader('content-length'));
    if (length > SMALL_BYTES_MAX) {
      const allowedMs = stallMs + (length * 1000) / bytesPerSecondMin;
      departing.set(reply.raw, { response: reply.raw, allowedMs, sinceMs: null });
    }
    done(null, payload);
  });
  instance.addHook('onResponse', (_request, { raw }, done) => {
    departing.delete(raw);
    done();
  });
  const timer = setInterval(() => sweep(departing), Math.min(SWEEP_MS, stallMs)).unref();
  server.on('close', () => clearInterval(timer));
}

/** Files are sent as streams of a known length. */
function lengthOf(payload: unknown, header: unknown): number {
  if (typeof payload === 'string' || Buffer.isBuffer(payload)) return payload.length;
  return payload instanceof Readable ? Number(header ?? 0) : 0;
}

function sweep(departing: Map<ServerResponse, Departure>): void {
  const now = performance.now();
  for (const departure of departing.values()) {
    const { response, allowedMs } = departure;
    // Node gives an answer its socket when its turn has come.
    if (response.socket === null) continue;
    departure.sinceMs ??= now;
    if (response.socket.destroyed) departing.delete(response);
    else if (now - departure.sinceMs > allowedMs) {
      departing.delete(response);
      response.socket.destroy();
    }
  }
}
