import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { type RunningService, startService } from '../../src/start-service.js';
import { findLeaks, newCanary } from '../leaks/canary.js';
import { LogCapture } from '../ops/log-capture.js';
import { sendStream, StreamCall, summaryIn } from './support/stream-client.js';

jest.setTimeout(20_000);

const VISA = '4111111111111111';
const TEXT = 'text/plain';

let service: RunningService | null = null;
afterEach(async () => {
  await service?.stop();
  service = null;
});

async function start(
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService & { out: LogCapture; port: number }> {
  const out = new LogCapture();
  const fixed = { NODE_ENV: 'test', PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', BATCH_WORKERS: '0' };
  const started = await startService(loadConfig({ ...fixed, ...env }), out);
  service = started;
  return { ...started, out, port: Number(new URL(started.api).port) };
}

describe('the service', () => {
  it('writes one access log line for a stream, and counts it', async () => {
    const { port, out, management } = await start();
    const { text } = await sendStream(port, TEXT, `${VISA}\n`, { headers: { 'x-request-id': 'nightly-7' } });
    await sleep(50);
    const lines = out.withMessage('request');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ requestId: 'nightly-7', route: '/v1/cards/batch', status: 200 });
    expect(lines[0]).toMatchObject({ outcome: 'answered', streamEnd: 'done', lines: 1, bytes: text.length });
    const metrics = await (await fetch(`${management}/metrics`)).text();
    expect(metrics).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/v1\/cards\/batch"[^}]*\} 1/);
  });

  it('keeps the settings of streams', async () => {
    const { port } = await start({ BATCH_STREAMS_MAX: '1', BATCH_LINES_MAX: '2', BATCH_LINE_BYTES_MAX: '256' });
    const first = await sendStream(port, TEXT, `${VISA}\n${'1'.repeat(257)}\n${VISA}\n`);
    expect(first.lines[1]).toContain('LINE_TOO_LONG');
    expect(summaryIn(first.lines)).toMatchObject({ aborted: true, reason: 'lines_max', lines: 2 });
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await call.next();
    expect((await sendStream(port, TEXT, VISA)).status).toBe(503);
    call.end();
    await call.answer();
  });

  it('lets no card number of a stream into its log, nor more than its mask into the answer', async () => {
    const { port, out, management } = await start();
    const canary = newCanary();
    const bodies: readonly [string, string | Uint8Array, Record<string, string>][] = [
      [TEXT, `${canary}\n`, {}],
      [
        'application/x-ndjson',
        `{"pan":"${canary}","id":"${canary}"}\n{"pan":${canary}}\n{"${canary}":1}\n${canary}x\n`,
        {},
      ],
      ['text/csv', `${canary}\n1\n`, {}],
      ['text/csv', `pan,id\n${canary},${canary}\n"${canary}\n`, {}],
      [TEXT, gzipSync(`${canary}\n`).subarray(0, 20), { 'content-encoding': 'gzip' }],
      [TEXT, Buffer.from(`\ufeff${canary}\n`, 'utf16le'), {}],
    ];
    for (const [type, body, headers] of bodies)
      for (const query of ['', `?fields=${canary}`, `?${canary}=1`]) {
        const { bytes } = await sendStream(port, type, body, { headers, query });
        expect({ type, leaks: findLeaks(bytes, canary) }).toEqual({ type, leaks: [] });
      }
    const cut = new StreamCall(port, TEXT).write(`${canary}\n${canary}`);
    await cut.next();
    cut.request.destroy();
    await sleep(50);
    expect(findLeaks(Buffer.from(out.text), canary)).toEqual([]);
    expect(findLeaks(Buffer.from(await (await fetch(`${management}/metrics`)).text()), canary)).toEqual([]);
  });
});

describe('a service that stops', () => {
  it('lets a stream finish that can', async () => {
    const { port, stop, out } = await start({ SHUTDOWN_GRACE_MS: '5000' });
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await call.next();
    const stopped = stop();
    await sleep(300);
    const rest = call.answer();
    call.end(`${VISA}\n`);
    expect(summaryIn((await rest).lines)).toMatchObject({ done: true, lines: 2 });
    await stopped;
    expect(out.withMessage('requests were cut: they took longer than SHUTDOWN_GRACE_MS')).toEqual([]);
  });

  it('tells the others how far they came before the grace is over, and cuts nobody', async () => {
    const { port, stop, out } = await start({ SHUTDOWN_GRACE_MS: '2500' });
    const call = new StreamCall(port, TEXT).write(`${VISA}\n`);
    await call.next();
    const rest = call.answer();
    await stop();
    expect(summaryIn((await rest).lines)).toMatchObject({ aborted: true, reason: 'shutting_down', lines: 1 });
    expect(out.withMessage('requests were cut: they took longer than SHUTDOWN_GRACE_MS')).toEqual([]);
  });

  it('answers new streams until its port closes, and closes their connections', async () => {
    const { port, stop } = await start({ SHUTDOWN_DRAIN_MS: '1000' });
    const stopped = stop();
    await sleep(50);
    const { status, headers, lines } = await sendStream(port, TEXT, VISA);
    expect(status).toBe(200);
    expect(headers.connection).toBe('close');
    expect(summaryIn(lines)).toMatchObject({ done: true });
    await stopped;
  });
});
