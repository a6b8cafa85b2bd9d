import { createClient, ErrorReply } from '@redis/client';
import type { RateStoreObserver, StoreFault } from './rate-observer.js';
import { RedisLost } from './redis-lost.js';
import { takeScript } from './redis-script.js';
import { TimedOut, within } from './within.js';

/** Written when a connection is new: a server that cannot be written to cannot count either. */
const PROBE_KEY = 'iinspect:rate:probe';
const PROBE_MS = 1000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5000;
/** A connection with TLS and a password takes more round trips than a command. */
const CONNECT_TIMEOUTS = 10;

const FAULT_OF_REPLY: Readonly<Record<string, StoreFault>> = {
  NOAUTH: 'not_allowed',
  NOPERM: 'not_allowed',
  WRONGPASS: 'not_allowed',
  READONLY: 'read_only',
  OOM: 'out_of_memory',
};

type Client = ReturnType<typeof newClient>;

/** RESP 2, as every server and proxy speaks it, and nothing that is sent unasked. */
function newClient(url: string, connectTimeoutMs: number) {
  return createClient({
    url,
    RESP: 2,
    scripts: { take: takeScript },
    disableOfflineQueue: true,
    disableClientInfo: true,
    socket: { connectTimeout: connectTimeoutMs, reconnectStrategy: false },
  });
}

/**
 * One connection that either answers in time or is given up. What is with a connection that is given up fails at once, and nothing is sent until
 * a new one has proved that it can be written to. So a server that hangs costs its callers one timeout, not one each.
 */
export class RedisLink {
  #client: Client | null = null;
  /** The first attempt, while it lasts: callers that come early wait for it as long as for a command. */
  #first: Promise<void> | null;
  #retry: NodeJS.Timeout | null = null;
  #attempts = 0;
  #isKnownLost = false;
  #isStopped = false;

  constructor(
    private readonly options: { readonly url: string; readonly timeoutMs: number },
    private readonly observer: RateStoreObserver,
  ) {
    this.#first = this.#connect().finally(() => (this.#first = null));
  }

  /** @throws RedisLost, and nothing else. */
  async take(keys: readonly string[], numbers: readonly number[]): Promise<readonly number[]> {
    const { timeoutMs } = this.options;
    if (this.#first !== null) await within(timeoutMs, this.#first).catch(() => undefined);
    const client = this.#client;
    if (client === null) throw new RedisLost();
    try {
      return await within(timeoutMs, client.take(keys, numbers));
    } catch (error) {
      this.#lose(client, faultOf(error));
      throw new RedisLost();
    }
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    drop(this.#client);
    this.#client = null;
  }

  async #connect(): Promise<void> {
    const { url, timeoutMs } = this.options;
    const connectMs = timeoutMs * CONNECT_TIMEOUTS;
    const client = newClient(url, connectMs);
    client.on('error', () => {
      if (client === this.#client) this.#lose(client, 'connection');
    });
    try {
      await within(connectMs, client.connect());
      await within(connectMs, client.set(PROBE_KEY, '1', { expiration: { type: 'PX', value: PROBE_MS } }));
    } catch (error) {
      drop(client);
      if (this.#isStopped) return;
      this.observer.storeFailed(faultOf(error));
      this.#beLost(faultOf(error));
      return;
    }
    if (this.#isStopped) drop(client);
    else this.#reach(client);
  }

  #reach(client: Client): void {
    this.#client = client;
    this.#attempts = 0;
    this.#isKnownLost = false;
    this.observer.storeReached();
  }

  /** Of the many commands that fail with one connection, the first gives it up. */
  #lose(client: Client, fault: StoreFault): void {
    if (this.#isStopped) return;
    this.observer.storeFailed(fault);
    if (client !== this.#client) return;
    this.#client = null;
    drop(client);
    this.#beLost(fault);
  }

  #beLost(fault: StoreFault): void {
    if (!this.#isKnownLost) this.observer.storeLost(fault);
    this.#isKnownLost = true;
    this.#retryLater();
  }

  /** Later each time, and not all instances at the same moment. */
  #retryLater(): void {
    const ms = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** this.#attempts++);
    const retry = (): void => {
      this.#retry = null;
      void this.#connect();
    };
    this.#retry = setTimeout(retry, ms / 2 + (Math.random() * ms) / 2).unref();
  }
}

function drop(client: Client | null): void {
  if (client?.isOpen === true) client.destroy();
}

function faultOf(error: unknown): StoreFault {
  if (error instanceof TimedOut) return 'timeout';
  if (!(error instanceof ErrorReply)) return 'connection';
  return FAULT_OF_REPLY[error.message.split(' ', 1)[0] ?? ''] ?? 'refused';
}
