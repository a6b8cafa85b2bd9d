import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { installReloadRoute } from './api/access/reload-route.js';
import { createHttpAdapter } from './api/http/http-adapter.js';
import { type LoadShedding, shedLoad } from './api/http/load-shedding.js';
import { limitPipelines } from './api/http/pipelines.js';
import { prepareApp } from './api/prepare-app.js';
import { AppModule } from './app.module.js';
import { exposeCapacity } from './capacity-parts.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { closeConnectionsWhileDraining } from './health/draining.js';
import { createApplication } from './http-application.js';
import { describeFailure } from './logging/failure.js';
import { AccessAudit } from './logging/access-audit.js';
import type { Log } from './logging/log.js';
import { ShedLog } from './logging/shed-log.js';
import { ManagementModule } from './management.module.js';
import { type RequestWatcher, watchRequests } from './metrics/request-watch.js';
import { requestWatcherOf } from './request-watcher.js';
import { reloadParts, type RunningParts } from './running-parts.js';

/** What listens: the API on one port, metrics and probes on another. */
export type Applications = Readonly<Record<'api' | 'management', NestFastifyApplication>>;

/** Neither listens yet. */
export async function createApplications(config: Config, parts: RunningParts, log: Log): Promise<Applications> {
  const watcher = requestWatcherOf(parts, log);
  const api = await createApi(config, parts, log, watcher);
  const management = await createManagement(config, parts, log);
  for (const { server } of [api, management].map((app) => app.getHttpAdapter().getInstance()))
    limitPipelines(server, config.pipelineMax, () => watcher.requestUnparsed('pipelined', null));
  return { api, management };
}

async function createApi(
  config: Config,
  parts: RunningParts,
  log: Log,
  watcher: RequestWatcher,
): Promise<NestFastifyApplication> {
  const { validation, readiness, batches: lines, streams, access, tls } = parts;
  const { graphqlEnabled: graphql, introspection, graphiql, docsEnabled: docs } = config;
  const adapter = createHttpAdapter(config, tls?.options);
  tls?.serve(adapter.getInstance().server);
  watchRequests(adapter.getInstance(), watcher);
  closeConnectionsWhileDraining(adapter.getInstance(), readiness);
  const gate = shedLoad(adapter.getInstance(), loadSheddingOf(config, parts, log));
  exposeCapacity(config, parts, { server: adapter.getInstance().server, gate });
  const reportFailure = failureReporter(log);
  const doors = { validation, batch: { lines, streams }, access: access.door, graphql, introspection, graphiql, docs };
  const options = { ...doors, version: VERSION, limits: config, reportFailure };
  const app = await createApplication(AppModule.register(options), adapter, log);
  prepareApp(app);
  return app;
}

function loadSheddingOf(config: Config, { metrics, readiness }: RunningParts, log: Log): LoadShedding {
  const shedLog = new ShedLog(log);
  return {
    limits: config,
    observer: {
      requestsShed: (reason, count) => {
        metrics.load.requestsShed(reason, count);
        shedLog.requestsShed(reason, count);
      },
    },
    isDraining: () => readiness.phase === 'draining',
  };
}

async function createManagement(config: Config, parts: RunningParts, log: Log): Promise<NestFastifyApplication> {
  const app = await createApplication(ManagementModule.register(parts.metrics, parts), createHttpAdapter(config), log);
  // Without credentials everybody could; and a certificate is shown to the API port only.
  if (config.auth === 'api-key' || config.auth === 'jwt')
    installReloadRoute(app.getHttpAdapter().getInstance(), parts.access.door, {
      reload: (asked) => {
        new AccessAudit(log).reloadAsked(asked);
        reloadParts(parts, 'request');
      },
      reportFailure: failureReporter(log),
    });
  return app;
}

function failureReporter(log: Log): (error: unknown) => void {
  return (error) => log.error('request failed', describeFailure(error));
}
