import { type Applications, createApplications } from './applications.js';
import type { IssuerLoader } from './bin-data/reload/issuer-loader.js';
import type { Config } from './config/config.js';
import type { ListenPlace } from './config/start-failure.js';
import { VERSION } from './config/version.js';
import { shutDown } from './health/draining.js';
import { listen, listenerOf } from './http-application.js';
import { bannerText, logStart, type StartFacts } from './logging/banner.js';
import { openLog } from './logging/log-output.js';
import type { Log } from './logging/log.js';
import { exposeTripwire } from './metrics/tripwire-metrics.js';
import { reloadParts, type RunningParts, runningPartsOf, stopParts } from './running-parts.js';
import type { ServiceParts } from './service-parts.js';

/** Where the service writes its log lines. */
export interface Output {
  /** A person is reading: say hello in plain lines. */
  readonly isTerminal: boolean;
  write(text: string): void;
  flushSync?(): void;
}

export interface RunningService {
  /** Origin of the API, such as `http://127.0.0.1:3000`, or `unix:/run/iinspect/iinspect.sock`. */
  readonly api: string;
  /** Origin of the metrics and the probes. */
  readonly management: string;
  readonly log: Log;
  /** Takes anew what was read from files: issuer data, credentials, certificates. */
  readonly reload: () => void;
  /** Drains, finishes what is in flight and closes both ports. Calls after the first join it. */
  readonly stop: () => Promise<void>;
}

/**
 * @param loader How issuer data is loaded; a worker thread unless said otherwise.
 * @throws ListenError when a port or the socket cannot be had, RequiredDataError when required issuer data cannot; nothing is left open then.
 */
export async function startService(config: Config, out: Output, loader?: IssuerLoader): Promise<RunningService> {
  const { log, sink } = await openLog(config, out);
  const parts = await runningPartsOf(config, log, loader);
  exposeTripwire(parts.metrics.watch, sink);
  const applications = await createApplications(config, parts, log);
  try {
    const origins = await listenOnBoth(config, applications, () => parts.issuerData.start());
    parts.readiness.becomeReady();
    announce(config, out, log, startFacts(config, parts, origins));
    const reload = (): void => reloadParts(parts, 'signal');
    return { ...origins, log, reload, stop: once(() => stop(config, parts, log, applications)) };
  } catch (error) {
    await Promise.all([stopParts(parts), applications.api.close(), applications.management.close()]);
    log.flush();
    throw error;
  }
}

type Origins = Pick<RunningService, 'api' | 'management'>;

/** The probes first: they say "starting" until the data is there and the API listens too. */
async function listenOnBoth(
  config: Config,
  { api, management }: Applications,
  loadData: () => Promise<void>,
): Promise<Origins> {
  const { host, listen: socket, managementHost, managementPort } = config;
  const probes = {
    host: managementHost,
    port: managementPort,
    hostSetting: managementHost === host && socket === null ? 'HOST' : 'MANAGEMENT_HOST',
    portSetting: 'MANAGEMENT_PORT',
  };
  const managementOrigin = await listen(management, probes);
  await loadData();
  return { api: await listen(api, apiPlace(config)), management: managementOrigin };
}

function apiPlace({ listen: path, listenMode, host, port }: Config): ListenPlace {
  if (path !== null) return { path, mode: Number.parseInt(listenMode, 8) };
  return { host, port, hostSetting: 'HOST', portSetting: 'PORT' };
}

function startFacts(config: Config, { validation }: ServiceParts, origins: Origins): StartFacts {
  const { dataVersion, rangeCount, brandCount, issuerData } = validation.dataset();
  const { graphqlEnabled, docsEnabled, auth, tlsClientCaFile, warnings } = config;
  return {
    version: VERSION,
    dataVersion,
    ranges: rangeCount,
    brands: brandCount,
    issuerData: { version: issuerData.version, rows: issuerData.rowCount, fault: issuerData.fault },
    ...origins,
    graphql: graphqlEnabled,
    docs: docsEnabled,
    auth,
    asksCertificates: tlsClientCaFile !== null,
    warnings,
  };
}

function announce({ logLevel }: Config, out: Output, log: Log, facts: StartFacts): void {
  if (out.isTerminal && logLevel !== 'silent') out.write(`${bannerText(facts)}\n`);
  else logStart(log, facts);
}

async function stop(config: Config, parts: RunningParts, log: Log, { api, management }: Applications): Promise<void> {
  const { readiness, issuerData, streams } = parts;
  log.info('stopping');
  const dataStopped = issuerData.stop();
  const finished = await shutDown({
    readiness,
    drainMs: config.shutdownDrainMs,
    graceMs: config.shutdownGraceMs,
    api: { ...listenerOf(api), endStreams: () => streams.shutDown() },
    management: listenerOf(management),
  });
  await Promise.all([dataStopped, stopParts(parts)]);
  if (!finished) log.warn('requests were cut: they took longer than SHUTDOWN_GRACE_MS');
  log.info('stopped');
  log.flush();
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= action());
}
