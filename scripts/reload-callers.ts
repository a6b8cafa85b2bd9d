/** Asks the service over connections that stay open, and holds each answer to the editions that were published. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Edition, PREFIX } from './reload-publisher.ts';

/** What the callers saw. */
export class Sightings {
  requests = 0;
  /** Not answered, or with another status than 200. */
  failures = 0;
  /** Answers by a version that was never published, or with an issuer of another version than they name. */
  impossible = 0;
  /** Batches whose cards were not all answered by one version. */
  mixed = 0;
  readonly versions = new Set<string>();
  readonly examples: string[] = [];
  readonly durationsMs: number[] = [];

  percentileMs(share: number): number {
    const sorted = [...this.durationsMs].sort((a, b) => a - b);
    return Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 100) / 100;
  }

  blame(kind: 'failures' | 'impossible' | 'mixed', example: string): void {
    this[kind]++;
    if (this.examples.length < 5) this.examples.push(`${kind}: ${example}`);
  }
}

interface Answer {
  readonly dataVersion: string;
  readonly issuer: { readonly name: string } | null;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** Every answer in a body. */
  read(body: never): readonly Answer[];
}

const BATCH_CARDS = 50;

/** A number that nobody issued. */
const PAN = `${PREFIX}000000000${String(checkDigit(`${PREFIX}000000000`))}`;

const CALLS: readonly Call[] = [
  { method: 'POST', path: '/v1/cards/validate', body: { pan: PAN }, read: (answer: Answer) => [answer] },
  {
    method: 'POST',
    path: '/graphql',
    body: {
      query: 'query ($pan: PAN!) { validateCard(pan: $pan) { dataVersion issuer { name } } }',
      variables: { pan: PAN },
    },
    read: ({ data }: { data: { validateCard: Answer } }) => [data.validateCard],
  },
  {
    method: 'POST',
    path: '/v1/cards/batch',
    body: Array.from({ length: BATCH_CARDS }, () => ({ pan: PAN })),
    read: ({ results }: { results: readonly Answer[] }) => results,
  },
  { method: 'GET', path: `/v1/iins/${PREFIX}`, read: (answer: Answer) => [answer] },
];

export interface Asking {
  readonly origin: string;
  readonly connections: number;
  /** Of all connections together. */
  readonly requestsPerSecond: number;
  readonly editions: readonly Edition[];
  /** Version of the embedded table, which every `dataVersion` begins with. */
  readonly tableVersion: string;
  readonly signal: AbortSignal;
}

/** Asks until told to stop. */
export async function ask(asking: Asking): Promise<Sightings> {
  const sightings = new Sightings();
  const names = new Map(asking.editions.map(({ name, version }) => [`${asking.tableVersion}+${version}`, name]));
  const agent = new Agent({ keepAlive: true, maxSockets: asking.connections });
  await Promise.all(
    Array.from({ length: asking.connections }, (_, index) => askOverOne(asking, { agent, names, sightings, index })),
  );
  agent.destroy();
  return sightings;
}

interface Caller {
  readonly agent: Agent;
  readonly names: ReadonlyMap<string, string>;
  readonly sightings: Sightings;
  readonly index: number;
}

/** Keeps its pace whatever the answers take, as far as one connection can. */
async function askOverOne(asking: Asking, caller: Caller): Promise<void> {
  const { connections, requestsPerSecond, signal } = asking;
  const everyMs = (1000 * connections) / requestsPerSecond;
  let due = performance.now() + (everyMs * caller.index) / connections;
  for (let round = caller.index; !signal.aborted; round++) {
    const call = CALLS[round % CALLS.length];
    if (call !== undefined) await askOnce(asking.origin, call, caller);
    due = Math.max(due + everyMs, performance.now() - everyMs);
    await sleep(Math.max(0, due - performance.now()));
  }
}

async function askOnce(origin: string, call: Call, { agent, names, sightings }: Caller): Promise<void> {
  const begin = performance.now();
  sightings.requests++;
  try {
    const { status, text } = await send(`${origin}${call.path}`, call, agent);
    sightings.durationsMs.push(performance.now() - begin);
    if (status !== 200) throw new Error(`status ${String(status)}`);
    const answers = call.read(JSON.parse(text) as never);
    const versions = new Set(answers.map(({ dataVersion }) => dataVersion));
    if (versions.size !== 1) sightings.blame('mixed', [...versions].join());
    for (const version of versions) sightings.versions.add(version);
    const odd = answers.find(({ dataVersion, issuer }) => issuer === null || names.get(dataVersion) !== issuer.name);
    if (odd !== undefined) sightings.blame('impossible', `${odd.dataVersion} ${odd.issuer?.name ?? 'no issuer'}`);
  } catch (error) {
    sightings.blame('failures', `${call.path} ${String(error)}`);
  }
}

function send(url: string, { method, body }: Call, agent: Agent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(url, { method, agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function checkDigit(payload: string): number {
  const sum = [...payload].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
