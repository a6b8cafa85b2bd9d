import type { Files, Planted } from './house.js';

/** A small house in which every room imports what it may: the control of the experiment. */
export const GOOD_HOUSE: Files = {
  'src/core/pan.ts': `export const pan = 1;`,
  'src/core/luhn.ts': `import { pan } from './pan.js'; export const luhn = pan;`,
  'src/core/luhn.spec.ts': `import fc from 'fast-check'; import { luhn } from './luhn.js'; fc.assert(luhn);`,
  'src/validation/validate.ts': `import { luhn } from '../core/luhn.js'; export const validate = luhn;`,
  'src/config/config.ts': `import { isIP } from 'node:net'; export const config = isIP;`,
  'src/bin-data/store.ts': `
    import { readFile } from 'node:fs/promises';
    import { Injectable } from '@nestjs/common';
    import { config } from '../config/config.js';
    import { validate } from '../validation/validate.js';
    export const store = [readFile, Injectable, config, validate];`,
  'src/batch-workers/threads.ts': `
    import { fileURLToPath } from 'node:url';
    import { Piscina } from 'piscina';
    import { validate } from '../validation/validate.js';
    export const threads = [fileURLToPath, Piscina, validate];`,
  'src/api/late-decorators.ts': `
    import type { Field } from '@nestjs/graphql'; import type { ApiProperty } from '@nestjs/swagger';
    export type Words = [typeof Field, typeof ApiProperty];`,
  'src/api/views/view.ts': `
    import type { Words } from '../late-decorators.js';
    import type { ApiPropertyOptions } from '@nestjs/swagger';
    import type { luhn } from '../../core/luhn.js';
    export const view = 1; export type Luhn = [typeof luhn, Words, ApiPropertyOptions];`,
  'src/api/docs/openapi.ts': `import { ApiProperty } from '@nestjs/swagger'; export const openApi = ApiProperty;`,
  'src/api/problems/problem.ts': `
    import { Catch } from '@nestjs/common';
    import { limit } from '../../security/limit.js';
    export const problem = [Catch, limit];`,
  'src/api/rest/controller.ts': `
    import { view } from '../views/view.js'; import { problem } from '../problems/problem.js';
    export const controller = [view, problem];`,
  'src/api/graphql/resolver.ts': `
    import { GraphQLError } from 'graphql'; import { view } from '../views/view.js';
    export const resolver = [GraphQLError, view];`,
  'src/metrics/metrics.ts': `import { Counter } from 'prom-client'; export const metrics = Counter;`,
  'src/logging/log.ts': `import { pino } from 'pino'; export const log = pino;`,
  'src/tracing/open-tracing.ts': `import { trace } from '@opentelemetry/api'; export const tracing = trace;`,
  'src/tracing-parts.ts': `export const traced = import('./tracing/open-tracing.js');`,
  'src/health/health.ts': `import { HealthCheckService } from '@nestjs/terminus'; export const health = HealthCheckService;`,
  'src/security/limit.ts': `import { Injectable } from '@nestjs/common'; export const limit = Injectable;`,
  'src/security/keys/key.ts': `export const key = 1;`,
  'src/cli/serve.ts': `
    import { key } from '../security/keys/key.js';
    import { threads } from '../batch-workers/threads.js'; import { store } from '../bin-data/store.js';
    export const serve = [key, store, threads, import('../main.js')];`,
  'src/app.module.ts': `
    import { controller } from './api/rest/controller.js';
    import { metrics } from './metrics/metrics.js'; import { health } from './health/health.js';
    import { log } from './logging/log.js'; import { traced } from './tracing-parts.js';
    export const app = [controller, import('./api/graphql/resolver.js'), import('./api/docs/openapi.js'), metrics, health, log, traced];`,
  'src/main.ts': `import { NestFactory } from '@nestjs/core'; import { app } from './app.module.js'; NestFactory.create(app);`,
  'test/e2e/app.spec.ts': `import request from 'supertest'; import { app } from '../../src/app.module.js'; request(app);`,
  'web/page.ts': `import { luhn } from '../src/core/luhn.js'; import './type.js'; luhn;`,
  'web/type.js': `export const type = 1;`,
};

/** What the planted files below need in order to be wrong. */
export const ACCOMPLICES: Files = {
  'src/security/budget/redis-link.ts': `export const link = 1;`,
  'src/core/hen.ts': `import { egg } from './egg.js'; export const hen = egg;`,
  'src/validation/utils/misc.ts': `export const misc = 1;`,
};

/** One wrong import a file, and the rule that must say so. Some break two rules; the one named is the one meant. */
export const PLANTED: readonly Planted[] = [
  { rule: 'core-imports-nothing', file: 'src/core/nest.ts', text: `import '@nestjs/common';` },
  { rule: 'core-imports-nothing', file: 'src/core/disk.ts', text: `import 'node:fs';` },
  { rule: 'core-imports-nothing', file: 'src/core/upwards.ts', text: `import '../validation/validate.js';` },
  {
    rule: 'core-imports-nothing',
    file: 'src/core/type.ts',
    text: `import type { Type } from '@nestjs/common'; let t: Type;`,
  },
  { rule: 'validation-imports-core-only', file: 'src/validation/stream.ts', text: `import 'node:stream';` },
  { rule: 'validation-imports-core-only', file: 'src/validation/store.ts', text: `import '../bin-data/store.js';` },
  { rule: 'nest-stops-at-the-door', file: 'src/validation/service.ts', text: `import '@nestjs/common';` },
  { rule: 'nest-stops-at-the-door', file: 'src/cli/nest.ts', text: `import '@nestjs/common';` },
  { rule: 'http-stack-where-http-is-spoken', file: 'src/bin-data/download.ts', text: `import 'fastify';` },
  { rule: 'http-stack-where-http-is-spoken', file: 'src/config/docs.ts', text: `import '@nestjs/swagger';` },
  { rule: 'graphql-in-its-door', file: 'src/api/rest/sdl.ts', text: `import 'graphql';` },
  {
    rule: 'graphql-in-its-door',
    file: 'src/api/views/field.ts',
    text: `import type { Field } from '@nestjs/graphql';`,
  },
  { rule: 'graphql-is-loaded-late', file: 'src/early-graphql.ts', text: `import './api/graphql/resolver.js';` },
  { rule: 'graphql-is-loaded-late', file: 'src/api/views/early.ts', text: `import '@nestjs/graphql';` },
  { rule: 'openapi-is-loaded-late', file: 'src/api/views/property.ts', text: `import '@nestjs/swagger';` },
  { rule: 'openapi-is-loaded-late', file: 'src/early-openapi.ts', text: `import './api/docs/openapi.js';` },
  { rule: 'prom-client-only-in-metrics', file: 'src/api/rest/counted.ts', text: `import 'prom-client';` },
  { rule: 'pino-only-in-logging', file: 'src/api/rest/logs.ts', text: `import 'pino';` },
  { rule: 'opentelemetry-only-in-tracing', file: 'src/api/rest/spans.ts', text: `import '@opentelemetry/api';` },
  { rule: 'tracing-is-loaded-late', file: 'src/early-tracing.ts', text: `import './tracing/open-tracing.js';` },
  {
    rule: 'redis-and-tokens-are-loaded-late',
    file: 'src/early-redis.ts',
    text: `import './security/budget/redis-link.js';`,
  },
  { rule: 'redis-and-tokens-are-loaded-late', file: 'src/security/early-tokens.ts', text: `import 'jose';` },
  { rule: 'operations-see-ports-only', file: 'src/tracing/counted.ts', text: `import '../metrics/metrics.js';` },
  { rule: 'terminus-only-in-health', file: 'src/metrics/probe.ts', text: `import '@nestjs/terminus';` },
  { rule: 'bin-data-serves-validation', file: 'src/bin-data/counted.ts', text: `import '../metrics/metrics.js';` },
  { rule: 'bin-data-reads-files-only', file: 'src/bin-data/fetched.ts', text: `import 'node:https';` },
  { rule: 'bin-data-reads-files-only', file: 'src/bin-data/logged.ts', text: `import 'pino';` },
  {
    rule: 'batch-workers-serve-validation',
    file: 'src/batch-workers/config.ts',
    text: `import '../config/config.js';`,
  },
  { rule: 'batch-workers-only-start-threads', file: 'src/batch-workers/disk.ts', text: `import 'node:fs';` },
  { rule: 'batch-workers-only-start-threads', file: 'src/batch-workers/logged.ts', text: `import 'pino';` },
  {
    rule: 'threads-are-handed-over',
    file: 'src/api/rest/threads.ts',
    text: `import '../../batch-workers/threads.js';`,
  },
  { rule: 'threads-are-handed-over', file: 'src/validation/pool.ts', text: `import 'piscina';` },
  { rule: 'api-does-not-touch-bin-data', file: 'src/api/rest/store.ts', text: `import '../../bin-data/store.js';` },
  { rule: 'api-asks-validation', file: 'src/api/rest/metrics.ts', text: `import '../../metrics/metrics.js';` },
  { rule: 'rest-and-graphql-do-not-meet', file: 'src/api/graphql/rest.ts', text: `import '../rest/controller.js';` },
  { rule: 'rest-and-graphql-do-not-meet', file: 'src/api/rest/graphql.ts', text: `import '../graphql/resolver.js';` },
  { rule: 'shared-api-knows-no-door', file: 'src/api/views/door.ts', text: `import '../rest/controller.js';` },
  { rule: 'operations-see-ports-only', file: 'src/health/store.ts', text: `import '../bin-data/store.js';` },
  { rule: 'config-depends-on-nothing', file: 'src/config/core.ts', text: `import '../core/luhn.js';` },
  { rule: 'cli-without-http', file: 'src/cli/fastify.ts', text: `import 'fastify';` },
  { rule: 'cli-without-http', file: 'src/cli/limits.ts', text: `import '../security/limit.js';` },
  { rule: 'only-cli-reaches-the-wiring', file: 'src/metrics/wiring.ts', text: `import '../app.module.js';` },
  { rule: 'web-imports-core-only', file: 'web/inside.ts', text: `import '../src/validation/validate.js';` },
  { rule: 'no-cycles', file: 'src/core/egg.ts', text: `import { hen } from './hen.js'; export const egg = hen;` },
  { rule: 'no-orphans', file: 'src/core/alone.ts', text: `export const alone = 1;` },
  { rule: 'no-unresolvable', file: 'src/validation/gone.ts', text: `import './nowhere.js';` },
  { rule: 'not-to-undeclared-dep', file: 'src/metrics/undeclared.ts', text: `import 'picomatch';` },
  { rule: 'not-to-dev-dep', file: 'src/metrics/dev.ts', text: `import 'fast-check';` },
  { rule: 'no-barrels', file: 'src/validation/index.ts', text: `export * from './validate.js';` },
  { rule: 'no-drawers', file: 'src/validation/drawer.ts', text: `import './utils/misc.js';` },
];
