import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { API_OPTIONS, type ApiOptions } from './api-options.js';
import { installDocsRoutes } from './docs/docs-routes.js';
import { installAccessHooks } from './access/access-hooks.js';
import { CardsInterceptor } from './access/cards.interceptor.js';
import { installAnswerHooks } from './http/answer-hooks.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { installBatchRoute } from './stream/batch-route.js';
import { RequestPipe } from './requests/request.pipe.js';

const ignore = (): void => undefined;

/** What is said of issuer data changes with the data, and with how it stands to what is configured. */
function issuerVersionsOf(validation: ApiOptions['validation']): readonly string[] {
  const { state, fault } = validation.issuerData();
  return [validation.dataVersion(), state, ...(fault === null ? [] : [fault])];
}

/** Call once, after the application is created and before it is initialised or listens. */
export function prepareApp(app: NestFastifyApplication): void {
  const options = app.get<ApiOptions>(API_OPTIONS);
  const instance = app.getHttpAdapter().getInstance();
  const { validation, version, batch, limits, reportFailure = ignore } = options;
  app.useGlobalPipes(new RequestPipe(limits.batchCardsMax));
  app.useGlobalInterceptors(new CardsInterceptor(limits.batchCardsMax));
  app.useGlobalFilters(new ProblemFilter(reportFailure));
  installAccessHooks(instance, options.access, reportFailure);
  installAnswerHooks(instance, ({ namesIssuers = false }) => [
    ...(namesIssuers ? issuerVersionsOf(validation) : [validation.iinTableVersion()]),
    version,
  ]);
  if (batch !== undefined) installBatchRoute(instance, { door: batch, limits, reportFailure });
  if (options.docs) installDocsRoutes(instance, () => openApiOf(app));
}

/** What makes the document takes 0.1 s and 8 MB to load, and most services are never asked for it. */
async function openApiOf(app: NestFastifyApplication): Promise<OpenAPIObject> {
  const { buildOpenApi } = await import('./docs/openapi.js');
  return buildOpenApi(app, app.get<ApiOptions>(API_OPTIONS).version);
}
