import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ShippedProxy } from '../../scripts/proxies-process.js';
import type { Place } from '../../scripts/proxies-shipped.js';
import { scrape } from '../../scripts/reload-service.js';
import { sendStream, StreamCall, summaryIn } from '../api/support/stream-client.js';
import { describeProxy, describeStreams, Front, KINDS, VISA } from './support.js';

// Starts processes; nothing here is about how fast they are.
jest.setTimeout(120_000);

const LINES = 100_000;
const LINE = `${VISA}\n`;
const TEXT = 'text/plain';

describe.each(KINDS)('a stream through %s as it is shipped', (kind) => {
  describeStreams(kind)('on the port for streams', () => {
    const front = new Front();
    let service: Place;
    let proxy: ShippedProxy;
    beforeAll(async () => {
      service = await front.service();
      proxy = await front.proxy(kind, { instances: [service] });
    });
    afterAll(() => front.stop());

    const streamsOpen = async (): Promise<number> =>
      (await scrape(`http://127.0.0.1:${String(service.managementPort)}`)).get('card_batch_streams_open') ?? NaN;
    const untilNoneIsOpen = async (): Promise<void> => {
      while ((await streamsOpen()) > 0) await sleep(20);
    };

    it('is answered while it is still sent, to the last line of a hundred thousand', async () => {
      const call = new StreamCall(proxy.streamsPort, TEXT).write(LINE);
      expect(await call.next()).toContain('"line":1');
      const rest = call.answer();
      const piece = LINE.repeat(1000);
      for (let lines = 1000; lines < LINES; lines += 1000) {
        if (!call.request.write(piece)) await once(call.request, 'drain');
      }
      const { lines } = await (call.end(LINE.repeat(999)), rest);
      expect(summaryIn(lines)).toMatchObject({ lines: LINES });
    });

    it('stands by while neither side has anything to say', async () => {
      const call = new StreamCall(proxy.streamsPort, 'application/x-ndjson');
      for (let line = 1; line <= 3; line++) {
        call.write(`{"pan":"${VISA}"}\n`);
        expect(await call.next()).toContain(`"line":${String(line)}`);
        await sleep(300);
      }
      expect(summaryIn((await call.end().answer()).lines)).toMatchObject({ lines: 3 });
    });

    it('that its client reads slowly is complete, and nobody put it on a disk', async () => {
      const call = new StreamCall(proxy.streamsPort, TEXT).end(LINE.repeat(LINES));
      const answer = await call.head();
      let [text, pieces] = ['', 0];
      for await (const piece of answer) {
        text += String(piece);
        if (pieces++ % 50 === 0) await sleep(20);
      }
      expect(summaryIn(text.split('\n').slice(0, -1))).toMatchObject({ lines: LINES });
      expect(proxy.written().length).toBeLessThan(100_000);
    });

    it('that its client gives up is over for the service too', async () => {
      const call = new StreamCall(proxy.streamsPort, TEXT).write(LINE);
      await call.next();
      expect(await streamsOpen()).toBe(1);
      call.request.destroy();
      await untilNoneIsOpen();
    });

    it('that its client ends by closing his side is answered to the summary', async () => {
      const head = `POST /v1/cards/batch HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: `;
      const body = LINE.repeat(20_000);
      const socket = connect({ port: proxy.streamsPort, host: '127.0.0.1', allowHalfOpen: true });
      let text = '';
      socket.on('data', (piece) => (text += piece.toString('latin1')));
      socket.end(`${head}${String(body.length)}\r\n\r\n${body}`);
      await once(socket, 'end');
      socket.destroy();
      expect(text).toContain('"lines":20000');
    });

    it('that comes as gzip, or goes as gzip, does', async () => {
      const headers = { 'accept-encoding': 'gzip' };
      const answer = await sendStream(proxy.streamsPort, TEXT, LINE.repeat(10), { headers });
      expect(answer.headers['content-encoding']).toBe('gzip');
    });
  });
});

describeProxy('nginx')('a stream through nginx, on the port for everything else', () => {
  const front = new Front();
  afterEach(() => front.stop());
  const PATIENT = { BATCH_IDLE_MS: '3000', BATCH_RATE_MIN: '0' };

  it('passes if it is short, and is refused if it is long or says no length', async () => {
    const { port } = await front.proxy('nginx', { instances: [await front.service()] });
    const short = await sendStream(port, TEXT, LINE.repeat(500), { headers: { 'content-length': '8500' } });
    expect(summaryIn(short.lines)).toMatchObject({ lines: 500 });
    const refusal = {
      type: 'about:blank',
      title: 'Content Too Large: streams of lines have a port of their own',
      status: 413,
    };
    for (const type of [TEXT, 'text/csv', 'application/x-ndjson', 'Text/Plain; charset=utf-8']) {
      const long = await sendStream(port, type, LINE.repeat(1000), { headers: { 'content-length': '17000' } });
      const endless = await sendStream(port, type, LINE);
      expect([type, JSON.parse(long.text), JSON.parse(endless.text)]).toEqual([type, refusal, refusal]);
    }
  });

  it('would stand still for good if it were not refused, which is why it is', async () => {
    const { port } = await front.proxy('nginx', {
      instances: [await front.service(PATIENT)],
      replace: [
        ['if ($iinspect_too_long) {', 'if ($iinspect_never) {'],
        ['types {}', 'map $status $iinspect_never { default 0; }\n types {}'],
      ],
    });
    const lines = 1_500_000;
    const call = new StreamCall(port, TEXT, { headers: { 'content-length': String(lines * LINE.length) } });
    const { lines: records } = await call.end(LINE.repeat(lines)).answer();
    expect(summaryIn(records)).toMatchObject({ aborted: true, reason: 'client_idle' });
  });
});
