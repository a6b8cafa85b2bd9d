/** What stands in `proxies/`, changed in the places that docs/proxies.md lists and in no other, so that it runs on loopback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'proxies');

/** A text of the file and what comes in its place, everywhere. */
export type Replacement = readonly [text: string, by: string];

/** Where an instance listens: the API on a port or on a Unix socket, the probes on a port. */
export interface Place {
  readonly port: number | string;
  readonly managementPort: number;
}

export interface ProxyPlan {
  readonly instances: readonly Place[];
  /** Without it what the callers send is plain. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** What a test changes beyond that. */
  readonly replace?: readonly Replacement[];
  readonly replaceInStreams?: readonly Replacement[];
}

/** Where the proxy itself listens and writes. */
export interface ProxyPlace {
  readonly folder: string;
  readonly port: number;
  /** Of `nginx-streams.conf`; null without it. */
  readonly streamsPort: number | null;
}

/** @throws when the file does not have a text any more: then the test would run something else than it says. */
export function shipped(file: string, replacements: readonly Replacement[]): string {
  let text = readFileSync(join(FOLDER, file), 'utf8');
  for (const [old, by] of replacements) {
    if (!text.includes(old)) throw new Error(`proxies/${file} does not have "${old}".`);
    text = text.replaceAll(old, by);
  }
  return text;
}

const NGINX_SERVERS =
  /^ +server 10\.0\.0\.11:3000 max_fails=1 fail_timeout=2s;\n +server 10\.0\.0\.12:3000 max_fails=1 fail_timeout=2s;$/m;
const HAPROXY_SERVERS = /^ +server one 10\.0\.0\.11:3000\n +server two 10\.0\.0\.12:3000$/m;

/** @param module The file of nginx's module `stream`; null when it is built in, or not wanted. */
export function nginxConf(plan: ProxyPlan, { folder, port }: ProxyPlace, module: string | null): string {
  const modules = module === null ? '' : `load_module ${module};`;
  const text = shipped('nginx.conf', [
    ['include /etc/nginx/modules-enabled/*.conf;', modules],
    ['/etc/nginx/iinspect-streams.conf*', join(folder, 'iinspect-streams.conf*')],
    ['user www-data;', 'user root;'],
    ['worker_rlimit_nofile 40000;', ''],
    ['worker_connections 10240;', 'worker_connections 512;'],
    ['/run/nginx.pid', join(folder, 'nginx.pid')],
    ['/var/log/nginx', join(folder, 'logs')],
    ['/dev/shm', folder],
    ['listen 443 ssl http2 default_server;', `listen 127.0.0.1:${String(port)}${plan.tls ? ' ssl http2' : ''};`],
    ...nginxCertificate(plan),
    ...(plan.replace ?? []),
  ]);
  return withServers(text, NGINX_SERVERS, plan, nginxServer);
}

/** On 127.0.0.1; towards the service from 127.0.0.2. */
export function nginxStreamsConf(plan: ProxyPlan, { folder, streamsPort }: ProxyPlace): string {
  const text = shipped('nginx-streams.conf', [
    ['/var/log/nginx', join(folder, 'logs')],
    ['listen 8443 ssl;', `listen 127.0.0.1:${String(streamsPort)}${plan.tls ? ' ssl' : ''};`],
    ['proxy_bind 10.0.0.3;', 'proxy_bind 127.0.0.2;'],
    ...nginxCertificate(plan),
    ...(plan.replaceInStreams ?? []),
  ]);
  return withServers(text, NGINX_SERVERS, plan, nginxServer);
}

export function haproxyCfg(plan: ProxyPlan, { port, folder }: ProxyPlace): string {
  const text = shipped('haproxy.cfg', [
    ['  user haproxy\n  group haproxy\n  chroot /var/lib/haproxy\n', ''],
    ['maxconn 10000', 'maxconn 400'],
    plan.tls
      ? [
          'bind :443 ssl crt /etc/haproxy/certs/iinspect.pem',
          `bind 127.0.0.1:${String(port)} ssl crt ${join(folder, 'both.pem')}`,
        ]
      : ['bind :443 ssl crt /etc/haproxy/certs/iinspect.pem alpn h2,http/1.1', `bind 127.0.0.1:${String(port)}`],
    ...(plan.replace ?? []),
  ]);
  return withServers(text, HAPROXY_SERVERS, plan, haproxyServer);
}

function nginxCertificate({ tls }: ProxyPlan): readonly Replacement[] {
  const [cert, key] = ['/etc/nginx/certs/iinspect.pem', '/etc/nginx/certs/iinspect.key'];
  if (tls)
    return [
      [cert, tls.certFile],
      [key, tls.keyFile],
    ];
  return [
    [`ssl_certificate ${cert};`, ''],
    [`ssl_certificate_key ${key};`, ''],
  ];
}

function withServers(
  text: string,
  two: RegExp,
  plan: ProxyPlan,
  line: (place: Place, index: number) => string,
): string {
  if (!two.test(text)) throw new Error('The two servers do not stand where they stood.');
  return text.replace(two, plan.instances.map(line).join('\n'));
}

function nginxServer({ port }: Place): string {
  const address = typeof port === 'string' ? `unix:${port}` : `127.0.0.1:${String(port)}`;
  return `    server ${address} max_fails=1 fail_timeout=2s;`;
}

const NAMES = ['one', 'two', 'three'];

function haproxyServer({ port, managementPort }: Place, index: number): string {
  const address = typeof port === 'string' ? `unix@${port} addr 127.0.0.1` : `127.0.0.1:${String(port)}`;
  return `  server ${NAMES[index] ?? ''} ${address} port ${String(managementPort)}`;
}
