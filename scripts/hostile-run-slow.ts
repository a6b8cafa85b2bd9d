/** Clients that take their time, hundreds at once. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Crowd {
  readonly name: string;
  readonly count: number;
  /** What each sends at once, and what it sends every second after that. */
  readonly begin: string;
  readonly drip: string;
  /** How it reads: not at all, so many bytes a second, or whatever comes. */
  readonly readsBytes: number;
  readonly goneMsMax: number;
}

export interface CrowdEnd {
  readonly goneMs: number;
  readonly stillThere: number;
}

const EVERY_MS = 1000;
/** How long after its limit a crowd is watched. */
const SLACK_MS = 5000;
const CARDS = JSON.stringify(Array.from({ length: 1000 }, () => '4111111111111111'));
const POST = 'POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

/** Limits: what the settings say by default, and two seconds in which it is noticed. */
export const CROWDS: readonly Crowd[] = [
  {
    name: 'slow headers',
    count: 400,
    begin: 'GET /v1/brands HTTP/1.1\r\nhost: a\r\nx: ',
    drip: 'a',
    readsBytes: Infinity,
    goneMsMax: 12_000,
  },
  {
    name: 'slow bodies',
    count: 400,
    begin: `${POST}content-length: 1000\r\n\r\n[`,
    drip: ' ',
    readsBytes: Infinity,
    goneMsMax: 14_000,
  },
  {
    name: 'slow chunks',
    count: 400,
    begin: `${POST}transfer-encoding: chunked\r\n\r\n1\r\n[\r\n`,
    drip: '1\r\n \r\n',
    readsBytes: Infinity,
    goneMsMax: 14_000,
  },
  {
    name: 'readers of nothing',
    count: 400,
    // A megabyte and a half that costs us nothing to make: sixteen of them are more than the buffers of the system take.
    begin: 'GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(16),
    drip: '',
    readsBytes: 0,
    goneMsMax: 30_000,
  },
];

/** An answer read so slowly that a clock which every byte winds up would never stop. */
export const DRIP_READERS: Crowd = {
  name: 'drip readers',
  count: 20,
  begin: `${POST}content-length: ${CARDS.length}\r\n\r\n${CARDS}`.repeat(8),
  drip: '',
  readsBytes: 1024,
  goneMsMax: 110_000,
};

/**
 * Resolves when all are gone or their time is long over.
 * @param areGone Who does not read does not hear that the connection was closed; then the service says whether it was.
 */
export async function send(crowd: Crowd, port: number, areGone: () => Promise<boolean>): Promise<CrowdEnd> {
  const since = performance.now();
  const sockets = Array.from({ length: crowd.count }, () => join(crowd, port));
  const isHeard = crowd.readsBytes === Infinity;
  const left = (): number => sockets.filter(({ closed }) => !closed).length;
  // At first they are not there yet.
  let isThere = false;
  let isOver = false;
  while (!isOver && performance.now() - since < crowd.goneMsMax + SLACK_MS) {
    await sleep(EVERY_MS);
    sockets.forEach((socket) => dripOnce(socket, crowd));
    isThere ||= isHeard || !(await areGone());
    isOver = isThere && (isHeard ? left() === 0 : await areGone());
  }
  const goneMs = performance.now() - since;
  const stillThere = isOver ? 0 : left();
  for (const socket of sockets) socket.destroy();
  return { goneMs, stillThere };
}

function join({ begin, readsBytes }: Crowd, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  if (readsBytes === Infinity) socket.resume();
  else socket.pause();
  socket.write(begin);
  return socket;
}

function dripOnce(socket: Socket, { drip, readsBytes }: Crowd): void {
  if (socket.destroyed) return;
  if (drip !== '') socket.write(drip);
  if (readsBytes !== Infinity && readsBytes > 0) socket.read(Math.min(readsBytes, socket.readableLength));
}
