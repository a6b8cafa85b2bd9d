import type { AddressInfo, Server } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { SocketFile } from './api/http/socket-file.js';
import { isUnspecified } from './config/exposure.js';
import { type ListenAddress, ListenError, type ListenPlace, type SocketPlace } from './config/start-failure.js';
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

/** Wait to be taken on, which happens one by one. On a socket one more is refused at once, where TCP would have it wait; Linux has no more. */
const SOCKET_BACKLOG = 4096;

/**
 * @returns The origin under which this machine reaches the application; `unix:` and a path for a socket.
 * @throws ListenError
 */
export async function listen(app: NestFastifyApplication, place: ListenPlace): Promise<string> {
  await app.init();
  try {
    return await ('path' in place ? listenOnSocket(app, place) : listenOnPort(app, place));
  } catch (error) {
    throw new ListenError(place, error);
  }
}

async function listenOnSocket(app: NestFastifyApplication, { path, mode }: SocketPlace): Promise<string> {
  const file = new SocketFile(path);
  retractAtClose(app.getHttpServer(), file);
  await app.getHttpAdapter().getInstance().listen({ path: file.birthPath, backlog: SOCKET_BACKLOG });
  await file.publish(mode);
  return `unix:${path}`;
}

/** At the beginning of a close, as Node does it: who comes now finds nobody. */
function retractAtClose(server: Server, file: SocketFile): void {
  const close = server.close.bind(server);
  server.close = (closed) => {
    file.retract();
    return close(closed);
  };
}

/** Fastify's own listen: Nest's would log the failure in its words before we can say it in ours. */
async function listenOnPort(app: NestFastifyApplication, address: ListenAddress): Promise<string> {
  await app
    .getHttpAdapter()
    .getInstance()
    .listen({ host: bindable(address.host), port: address.port });
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
