import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Replacement } from '../../scripts/proxies-shipped.js';
import { sendStream, type StreamAnswer } from '../api/support/stream-client.js';
import { describeProxy, describeStreams, Front, KINDS, postJson, VISA } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const CARDS = 3;
const BUDGETS = { RATE_CARDS_PER_ADDRESS: String(CARDS), BATCH_CARDS_MAX: String(CARDS), RATE_WINDOW_S: '3600' };
const BEHIND = { ...BUDGETS, TRUSTED_PROXIES: '127.0.0.1' };

/** One card each, from another address of this machine, which says that it is a third one. */
async function statusesFrom(port: number, localAddress: string, count: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const claim = `203.0.113.${String(turn)}`;
    const headers = { 'x-forwarded-for': claim, forwarded: `for=${claim}`, 'x-real-ip': claim };
    statuses.push((await postJson(port, '/v1/cards/validate', { pan: VISA }, { localAddress, headers })).status);
  }
  return statuses;
}

describe.each(KINDS)('a budget for each address, behind %s', (kind) => {
  const front = new Front();
  afterEach(() => front.stop());

  describeProxy(kind)('as it is shipped', () => {
    it('is each caller’s own, whatever he says about his address', async () => {
      const { port } = await front.proxy(kind, { instances: [await front.service(BEHIND)] });
      expect(await statusesFrom(port, '127.0.0.11', CARDS + 2)).toEqual([200, 200, 200, 429, 429]);
      expect(await statusesFrom(port, '127.0.0.12', CARDS + 1)).toEqual([200, 200, 200, 429]);
    });

    it('is everybody’s together if the service was not told of the proxy', async () => {
      const { port } = await front.proxy(kind, { instances: [await front.service(BUDGETS)] });
      expect(await statusesFrom(port, '127.0.0.11', CARDS)).toEqual([200, 200, 200]);
      expect(await statusesFrom(port, '127.0.0.12', 1)).toEqual([429]);
    });
  });

  describeProxy(kind)('that adds to what the caller says, instead of replacing it', () => {
    const appends: Replacement =
      kind === 'nginx'
        ? ['X-Forwarded-For $remote_addr;', 'X-Forwarded-For $http_x_forwarded_for;']
        : ['http-request set-header X-Forwarded-For %[src]', 'http-request set-header X-Seen %[src]'];

    it('is whose the caller likes', async () => {
      const { port } = await front.proxy(kind, { instances: [await front.service(BEHIND)], replace: [appends] });
      expect(await statusesFrom(port, '127.0.0.11', CARDS + 2)).toEqual([200, 200, 200, 200, 200]);
    });
  });
});

/** Two lines at a time, each time from another claimed address. */
async function streamsThrough(port: number): Promise<readonly StreamAnswer[]> {
  const answers: StreamAnswer[] = [];
  for (const claim of ['203.0.113.1', '203.0.113.2'])
    answers.push(
      await sendStream(port, 'text/plain', `${VISA}\n`.repeat(CARDS), { headers: { 'x-forwarded-for': claim } }),
    );
  return answers;
}

describeStreams('nginx')('the port of nginx for streams', () => {
  const front = new Front();
  afterEach(() => front.stop());

  it('comes from an address that is not trusted, so that nobody is believed', async () => {
    const { streamsPort } = await front.proxy('nginx', { instances: [await front.service(BEHIND)] });
    expect((await streamsThrough(streamsPort)).map(({ status }) => status)).toEqual([200, 429]);
  });

  it('would let everybody say who he is if it came from the trusted one', async () => {
    const { streamsPort } = await front.proxy('nginx', {
      instances: [await front.service(BEHIND)],
      replaceInStreams: [['proxy_bind 127.0.0.2;', '']],
    });
    expect((await streamsThrough(streamsPort)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
