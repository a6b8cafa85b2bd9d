import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter } from './api/http/http-adapter.js';
import { prepareApp } from './api/prepare-app.js';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { closeConnectionsWhileDraining } from './health/draining.js';
import { createApplication } from './http-application.js';
import { AccessLog } from './logging/access-log.js';
import { describeFailure } from './logging/failure.js';
import type { Log } from './logging/log.js';
import { ManagementModule } from './management.module.js';
import { finishedRequest } from './metrics/finished-request.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import type { RunningParts } from './running-parts.js';

/** What listens: the API on one port, metrics and probes on another. */
export type Applications = Readonly<Record<'api' | 'management', NestFastifyApplication>>;

/** Neither listens yet. */
export async function createApplications(config: Config, parts: RunningParts, log: Log): Promise<Applications> {
  return { api: await createApi(config, parts, log), management: await createManagement(config, parts, log) };
}

async function createApi(config: Config, parts: RunningParts, log: Log): Promise<NestFastifyApplication> {
  const { metrics, validation, readiness, batches: lines, streams, access } = parts;
  const { introspection, graphiql, docsEnabled: docs } = config;
  const adapter = createHttpAdapter(config);
  closeConnectionsWhileDraining(adapter.getInstance(), readiness);
  const observers = [new HttpMetrics(metrics), new AccessLog(log)];
  adapter.getInstance().addHook('onResponse', (request, reply, done) => {
    const finished = finishedRequest(request, reply);
    for (const observer of observers) observer.requestFinished(finished);
    done();
  });
  const reportFailure = (error: unknown) => log.error('request failed', describeFailure(error));
  const doors = { validation, batch: { lines, streams }, access: access.door, introspection, graphiql, docs };
  const options = { ...doors, version: VERSION, limits: config, reportFailure };
  const app = await createApplication(AppModule.register(options), adapter, log);
  prepareApp(app);
  return app;
}

function createManagement(config: Config, parts: RunningParts, log: Log): Promise<NestFastifyApplication> {
  return createApplication(ManagementModule.register(parts.metrics, parts), createHttpAdapter(config), log);
}
