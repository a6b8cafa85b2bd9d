/**
 * A process of its own that asks at the pace it is told: each arrival has its time, whatever became of those before it, and waits are
 * counted from that time. `rate` 0 asks over each connection as soon as the last answer is there. Reads an order from its first
 * argument, and prints a `Reading`.
 */
import { Connection } from './overload-run-connection.ts';
import { type Order, Readings } from './overload-run-readings.ts';

const order = JSON.parse(process.argv[2] ?? '') as Order;
const request = Buffer.from(order.request, 'latin1');
const idle: Connection[] = [];
const readings = new Readings(order.phases);
let isOver = false;
/** Fewer than the kernel keeps for who listens. */
const CONNECTING_MAX = 100;

function onAnswer(connection: Connection, status: number, dueMs: number): void {
  readings.answered(status, dueMs, performance.now());
  if (isClosedLoop() && !isOver) connection.send(request, performance.now());
  else idle.push(connection);
}

function isClosedLoop(): boolean {
  return order.phases[0]?.rate === 0;
}

function arrive(dueMs: number): void {
  readings.arrived(dueMs);
  // The one that rested longest: the service closes what was never used. And as a pool does, none that was closed meanwhile.
  let connection = idle.shift();
  while (connection?.isClosed === true) connection = idle.shift();
  // As a pool that is exhausted: its caller is told so at once.
  if (connection === undefined) readings.unsent(dueMs);
  else connection.send(request, dueMs);
}

async function connectAll(): Promise<void> {
  const onLost = (dueMs: number): void => readings.lost(dueMs);
  for (let index = 0; index < order.connections; index += 1) {
    idle.push(new Connection(order.port, { onAnswer, onLost }));
    if (index % CONNECTING_MAX === 0) await idle.at(-1)?.connected;
  }
  await Promise.all(idle.map(({ connected }) => connected));
}

/** Sends what is due, a millisecond's worth at a time, until the last phase is over. */
async function pace(beginMs: number): Promise<void> {
  let phaseBeginMs = beginMs;
  for (const { rate, seconds } of order.phases) {
    const endMs = phaseBeginMs + seconds * 1000;
    let sent = 0;
    while (performance.now() < endMs) {
      const due = Math.floor(((performance.now() - phaseBeginMs) * rate) / 1000);
      for (; sent < due; sent += 1) arrive(phaseBeginMs + (sent * 1000) / rate);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    phaseBeginMs = endMs;
  }
}

await connectAll();
const beginMs = performance.now();
readings.begin(beginMs);
if (isClosedLoop()) for (const connection of idle.splice(0)) connection.send(request, beginMs);
await pace(beginMs);
isOver = true;
// Whoever is answered later than this was not answered.
await new Promise((resolve) => setTimeout(resolve, order.patienceMs));
process.stdout.write(`${JSON.stringify(readings.result())}\n`, () => process.exit(0));
