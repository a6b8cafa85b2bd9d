/** `npm run contract:update`: writes what the two doors promise, from the built service, for reviewers to see the difference. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../dist/api/api.module.js';
import { DEFAULT_API_LIMITS } from '../dist/api/api-options.js';
import { buildOpenApi } from '../dist/api/docs/openapi.js';
import { schemaText } from '../dist/api/graphql/schema-text.js';
import { createHttpAdapter, DEFAULT_HTTP_ADAPTER_OPTIONS } from '../dist/api/http/http-adapter.js';
import { prepareApp } from '../dist/api/prepare-app.js';
import { EmbeddedIinSource } from '../dist/bin-data/embedded-iin-source.js';
import { VERSION } from '../dist/config/version.js';
import { CardValidationService } from '../dist/validation/card-validation.service.js';

const TARGET = join(import.meta.dirname, '..', 'test', 'contract');

const clock = () => new Date();
const silent = { cardValidated: () => undefined, iinLookedUp: () => undefined, issuerLookedUp: () => undefined };
const validation = new CardValidationService(EmbeddedIinSource.load(clock), silent, clock);
const doors = ApiModule.register({
  validation,
  version: VERSION,
  limits: DEFAULT_API_LIMITS,
  graphql: true,
  introspection: false,
  graphiql: false,
  docs: true,
});
const adapter = createHttpAdapter(DEFAULT_HTTP_ADAPTER_OPTIONS);
const app = await NestFactory.create<NestFastifyApplication>(doors, adapter, { bodyParser: false, logger: false });
prepareApp(app);
await app.init();
writeFileSync(join(TARGET, 'openapi.json'), `${JSON.stringify(buildOpenApi(app, VERSION), null, 2)}\n`);
writeFileSync(join(TARGET, 'schema.graphql'), schemaText(app));
await app.close();
console.log('test/contract/openapi.json and test/contract/schema.graphql are what the doors promise.');
