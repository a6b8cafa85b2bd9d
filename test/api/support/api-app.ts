import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../../../src/api/api.module.js';
import { type ApiOptions, DEFAULT_API_LIMITS } from '../../../src/api/api-options.js';
import {
  createHttpAdapter,
  DEFAULT_HTTP_ADAPTER_OPTIONS,
  type HttpAdapterOptions,
} from '../../../src/api/http/http-adapter.js';
import { prepareApp } from '../../../src/api/prepare-app.js';
import { OpenStreams } from '../../../src/api/stream/open-streams.js';
import { EmbeddedIinSource } from '../../../src/bin-data/embedded-iin-source.js';
import { CardValidationService } from '../../../src/validation/card-validation.service.js';
import { BatchValidationService } from '../../../src/validation/batch/batch-validation.service.js';
import type { BatchObserver } from '../../../src/validation/batch/batch-ports.js';
import type { BatchLimits } from '../../../src/validation/batch/batch-request.js';
import type { IinSource } from '../../../src/validation/ports.js';

/** The day the tests believe it is. */
export const TODAY = new Date('2026-11-22T12:00:00Z');
export const VERSION = '9.8.7';

interface TestOptions {
  readonly api?: Partial<ApiOptions>;
  readonly http?: Partial<HttpAdapterOptions>;
  /** Lets Nest print as it does by default, for the tests that look whether it prints too much. */
  readonly isTalkative?: boolean;
}

@Module({})
class TestModule {}

export function realValidation(source?: IinSource): CardValidationService {
  const clock = (): Date => TODAY;
  const silent = { cardValidated: () => undefined, iinLookedUp: () => undefined, issuerLookedUp: () => undefined };
  return new CardValidationService(source ?? EmbeddedIinSource.load(clock), silent, clock);
}

const UNHEARD: BatchObserver = {
  batchOpened: () => undefined,
  blockAnswered: () => undefined,
  batchEnded: () => undefined,
};

/** Streams over the real tables, read on this thread. */
export function realBatches(
  observer: BatchObserver = UNHEARD,
  limits: BatchLimits = { lineBytesMax: 16_384, linesMax: 1_000_000_000 },
): BatchValidationService {
  const source = EmbeddedIinSource.load(() => TODAY);
  return new BatchValidationService({ source, scanners: null, observer, monotonicMs: () => performance.now(), limits });
}

/** The public API over the real tables, as the service puts it together, not yet listening. */
export async function createApiApp({
  api,
  http,
  isTalkative = false,
}: TestOptions = {}): Promise<NestFastifyApplication> {
  const options: ApiOptions = {
    validation: realValidation(),
    batch: { lines: realBatches(), streams: new OpenStreams(16) },
    version: VERSION,
    limits: DEFAULT_API_LIMITS,
    graphql: true,
    introspection: false,
    graphiql: false,
    docs: true,
    ...api,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: TestModule, imports: [ApiModule.register(options)] },
    createHttpAdapter({ ...DEFAULT_HTTP_ADAPTER_OPTIONS, ...http }),
    { bodyParser: false, abortOnError: false, ...(!isTalkative && { logger: false }) },
  );
  prepareApp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** @returns The port on 127.0.0.1. */
export async function listenAnywhere(app: NestFastifyApplication): Promise<number> {
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
}
