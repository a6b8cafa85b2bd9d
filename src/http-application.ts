import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { isUnspecified } from './config/rules.js';
import { type ListenAddress, ListenError } from './config/start-failure.js';
import type { Listener } from './health/draining.js';
import type { Log } from './logging/log.js';
import { NestLog } from './logging/nest-log.js';

/** A Nest application over our adapter that speaks only through our log and throws instead of aborting the process. */
export function createApplication(
  module: DynamicModule,
  adapter: FastifyAdapter,
  log: Log,
): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
}

/**
 * @returns The origin under which this machine reaches the application.
 * @throws ListenError
 */
export async function listen(app: NestFastifyApplication, address: ListenAddress): Promise<string> {
  await app.init();
  try {
    // Fastify's own listen: Nest's would log the failure in its words before we can say it in ours.
    await app
      .getHttpAdapter()
      .getInstance()
      .listen({ host: bindable(address.host), port: address.port });
  } catch (error) {
    throw new ListenError(address, error);
  }
  const server = app.getHttpServer();
  const { port } = server.address() as AddressInfo;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${reachable(address.host)}:${port}`;
}

export function listenerOf(app: NestFastifyApplication): Listener {
  return { server: app.getHttpServer(), close: () => app.close() };
}

/** For `localhost` Fastify opens a second server, which nobody would drain. */
function bindable(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function reachable(host: string): string {
  if (isUnspecified(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
