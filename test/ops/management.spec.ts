import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter, DEFAULT_HTTP_ADAPTER_OPTIONS } from '../../src/api/http/http-adapter.js';
import { EVENT_LOOP_DELAY_MS_MAX } from '../../src/health/health-checks.js';
import { isReady } from '../../src/health/is-ready.js';
import { ReadinessState } from '../../src/health/readiness.js';
import { createApplication } from '../../src/http-application.js';
import { createLog } from '../../src/logging/log.js';
import { ManagementModule } from '../../src/management.module.js';
import { Metrics } from '../../src/metrics/metrics.js';
import type { IssuerDataset } from '../../src/validation/tables.js';
import { LogCapture } from './log-capture.js';

const CANARY = '4111990172318496';

type IssuerDetail = Pick<IssuerDataset, 'state' | 'fault' | 'version'>;

const CURRENT: IssuerDetail = { state: 'current', fault: null, version: '1212121212' };

function validationOf(issuerData: IssuerDetail) {
  const { version, ...status } = issuerData;
  return {
    dataVersion: (): string => `2026-11-22-abababab${version === null ? '' : `+${version}`}`,
    issuerData: () => ({ ...status, checkedAt: null }),
  };
}

const sources = {
  readiness: new ReadinessState() as { phase: ReadinessState['phase'] },
  validation: validationOf(CURRENT),
  eventLoop: { p99Ms: 0 },
};
const out = new LogCapture();
let app: NestFastifyApplication;

beforeAll(async () => {
  const adapter = createHttpAdapter(DEFAULT_HTTP_ADAPTER_OPTIONS);
  app = await createApplication(
    ManagementModule.register(new Metrics('1.2.3'), sources),
    adapter,
    createLog('trace', out),
  );
  await app.init();
  await adapter.getInstance().ready();
});

afterAll(() => app.close());

beforeEach(() => {
  sources.readiness = { phase: 'ready' };
  sources.validation = validationOf(CURRENT);
  sources.eventLoop = { p99Ms: 0 };
});

async function get(url: string, headers: Record<string, string> = {}) {
  return app.inject({ method: 'GET', url, headers });
}

describe('/livez', () => {
  it('says yes while the event loop turns, whatever the data and the phase', async () => {
    sources.readiness = { phase: 'draining' };
    sources.validation.dataVersion = () => {
      throw new Error('no table');
    };
    sources.eventLoop = { p99Ms: 10_000 };
    const { statusCode, headers } = await get('/livez');
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toContain('no-store');
  });
});

describe('/readyz', () => {
  it('says yes and which data answers', async () => {
    const { statusCode, body } = await get('/readyz');
    expect(statusCode).toBe(200);
    expect(isReady(sources)).toBe(true);
    expect(JSON.parse(body)).toMatchObject({
      status: 'ok',
      details: {
        phase: { status: 'up', phase: 'ready' },
        data: { status: 'up', dataVersion: '2026-11-22-abababab+1212121212' },
        issuerData: { status: 'up', ...CURRENT },
        eventLoop: { status: 'up', delayP99Ms: 0, delayP99MsMax: EVENT_LOOP_DELAY_MS_MAX },
      },
    });
  });

  it.each([
    ['before the start is over', 'phase', () => (sources.readiness = { phase: 'starting' })],
    ['while draining', 'phase', () => (sources.readiness = { phase: 'draining' })],
    ['when the event loop is late', 'eventLoop', () => (sources.eventLoop = { p99Ms: EVENT_LOOP_DELAY_MS_MAX + 1 })],
    [
      'without a table',
      'data',
      () => {
        sources.validation.dataVersion = () => {
          throw new Error(CANARY);
        };
      },
    ],
  ])('says no %s', async (_when, indicator, happen) => {
    happen();
    const { statusCode, body } = await get('/readyz');
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ status: 'error', error: { [indicator]: { status: 'down' } } });
    expect(Object.keys(JSON.parse(body).error)).toEqual([indicator]);
    expect(isReady(sources)).toBe(false);
    expect(body).not.toContain(CANARY);
  });

  it.each<IssuerDetail>([
    { state: 'none', fault: null, version: null },
    { state: 'stale', fault: 'corrupt', version: '1212121212' },
    { state: 'missing', fault: 'not_found', version: null },
  ])('says yes, and what is wrong, with issuer data in state $state', async (detail) => {
    sources.validation = validationOf(detail);
    const { statusCode, body } = await get('/readyz');
    expect(statusCode).toBe(200);
    expect(JSON.parse(body).details.issuerData).toEqual({ status: 'up', ...detail });
  });

  it('bears a delay just at the bound', async () => {
    sources.eventLoop = { p99Ms: EVENT_LOOP_DELAY_MS_MAX };
    expect((await get('/readyz')).statusCode).toBe(200);
    expect(isReady(sources)).toBe(true);
  });
});

describe('/startupz', () => {
  it.each([
    ['starting', 503],
    ['ready', 200],
    ['draining', 200],
  ] as const)('answers %s with %i', async (phase, status) => {
    sources.readiness = { phase };
    expect((await get('/startupz')).statusCode).toBe(status);
  });
});

describe('/metrics', () => {
  it.each([
    undefined,
    'text/plain',
    'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  ])('is text in the format of Prometheus (Accept: %s)', async (accept) => {
    const { statusCode, headers, body } = await get('/metrics', accept === undefined ? {} : { accept });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('card_build_info{version="1.2.3"');
  });
});

describe('anything else on the management port', () => {
  it.each([
    ['GET', `/${CANARY}`, 404],
    ['GET', '/v1/brands', 404],
    ['POST', `/metrics?pan=${CANARY}`, 405],
    ['DELETE', '/readyz', 405],
    ['GET', `/%zz${CANARY}`, 400],
  ] as const)('%s %s is a constant %i', async (method, url, status) => {
    const { statusCode, headers, body } = await app.inject({ method, url });
    expect(statusCode).toBe(status);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).not.toContain(CANARY);
  });

  it('is not logged', () => {
    expect(out.text).not.toContain(CANARY);
  });
});
