import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpAdapter } from './api/http/http-adapter.js';
import { prepareApp } from './api/prepare-app.js';
import { OpenStreams } from './api/stream/open-streams.js';
import { AppModule } from './app.module.js';
import type { IssuerLoader } from './bin-data/reload/issuer-loader.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { closeConnectionsWhileDraining, shutDown } from './health/draining.js';
import { createApplication, listen, listenerOf } from './http-application.js';
import { AccessLog } from './logging/access-log.js';
import { bannerText, logStart, type StartFacts } from './logging/banner.js';
import { describeFailure } from './logging/failure.js';
import { createLog, type Log } from './logging/log.js';
import { ManagementModule } from './management.module.js';
import { finishedRequest } from './metrics/finished-request.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { assembleParts, type ServiceParts } from './service-parts.js';

/** Where the service writes its log lines. */
export interface Output {
  /** A person is reading: say hello in plain lines. */
  readonly isTerminal: boolean;
  write(text: string): void;
  flushSync?(): void;
}

export interface RunningService {
  /** Origin of the API, such as `http://127.0.0.1:3000`. */
  readonly api: string;
  /** Origin of the metrics and the probes. */
  readonly management: string;
  readonly log: Log;
  /** Takes the issuer data anew, if there is any. */
  readonly reload: () => void;
  /** Drains, finishes what is in flight and closes both ports. Calls after the first join it. */
  readonly stop: () => Promise<void>;
}

/**
 * @param loader How issuer data is loaded; a worker thread unless said otherwise.
 * @throws ListenError when a port cannot be had, RequiredDataError when required issuer data cannot; nothing is left open then.
 */
export async function startService(config: Config, out: Output, loader?: IssuerLoader): Promise<RunningService> {
  const log = createLog(config.logLevel, out);
  const parts = { ...assembleParts(config, log, loader), streams: new OpenStreams(config.batchStreamsMax) };
  const api = await createApi(config, parts, log);
  const management = await createManagement(config, parts, log);
  try {
    const origins = await listenOnBoth(config, { api, management }, () => parts.issuerData.start());
    parts.readiness.becomeReady();
    announce(config, out, log, startFacts(config, parts, origins));
    const reload = (): void => parts.issuerData.reload();
    return { ...origins, log, reload, stop: once(() => stop(config, parts, log, { api, management })) };
  } catch (error) {
    parts.eventLoop.stop();
    await Promise.all([parts.issuerData.stop(), parts.batchWorkers?.stop(), api.close(), management.close()]);
    log.flush();
    throw error;
  }
}

/** The streams can be counted and ended by whoever holds them. */
type Parts = ServiceParts & { readonly streams: OpenStreams };

async function createApi(config: Config, parts: Parts, log: Log): Promise<NestFastifyApplication> {
  const { metrics, validation, readiness, batches: lines, streams } = parts;
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
  const doors = { validation, batch: { lines, streams }, introspection, graphiql, docs };
  const options = { ...doors, version: VERSION, limits: config, reportFailure };
  const app = await createApplication(AppModule.register(options), adapter, log);
  prepareApp(app);
  return app;
}

function createManagement(config: Config, parts: ServiceParts, log: Log): Promise<NestFastifyApplication> {
  return createApplication(ManagementModule.register(parts.metrics, parts), createHttpAdapter(config), log);
}

type Applications = Readonly<Record<'api' | 'management', NestFastifyApplication>>;
type Origins = Pick<RunningService, 'api' | 'management'>;

/** The probes first: they say "starting" until the data is there and the API listens too. */
async function listenOnBoth(
  { host, port, managementHost, managementPort }: Config,
  { api, management }: Applications,
  loadData: () => Promise<void>,
): Promise<Origins> {
  const probes = {
    host: managementHost,
    port: managementPort,
    hostSetting: managementHost === host ? 'HOST' : 'MANAGEMENT_HOST',
    portSetting: 'MANAGEMENT_PORT',
  };
  const managementOrigin = await listen(management, probes);
  await loadData();
  const apiOrigin = await listen(api, { host, port, hostSetting: 'HOST', portSetting: 'PORT' });
  return { api: apiOrigin, management: managementOrigin };
}

function startFacts(config: Config, { validation }: ServiceParts, origins: Origins): StartFacts {
  const { dataVersion, rangeCount, brandCount, issuerData } = validation.dataset();
  const { docsEnabled, warnings } = config;
  return {
    version: VERSION,
    dataVersion,
    ranges: rangeCount,
    brands: brandCount,
    issuerData: { version: issuerData.version, rows: issuerData.rowCount, fault: issuerData.fault },
    ...origins,
    docs: docsEnabled,
    warnings,
  };
}

function announce({ logLevel }: Config, out: Output, log: Log, facts: StartFacts): void {
  if (out.isTerminal && logLevel !== 'silent') out.write(`${bannerText(facts)}\n`);
  else logStart(log, facts);
}

async function stop(
  config: Config,
  { readiness, eventLoop, issuerData, streams, batchWorkers }: Parts,
  log: Log,
  { api, management }: Applications,
): Promise<void> {
  log.info('stopping');
  const dataStopped = issuerData.stop();
  const finished = await shutDown({
    readiness,
    drainMs: config.shutdownDrainMs,
    graceMs: config.shutdownGraceMs,
    api: { ...listenerOf(api), endStreams: () => streams.shutDown() },
    management: listenerOf(management),
  });
  await Promise.all([dataStopped, batchWorkers?.stop()]);
  eventLoop.stop();
  if (!finished) log.warn('requests were cut: they took longer than SHUTDOWN_GRACE_MS');
  log.info('stopped');
  log.flush();
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= action());
}
