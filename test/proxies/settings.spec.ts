import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultOf } from './defaults.js';

const FOLDER = join(import.meta.dirname, '../../proxies');
const haproxy = readFileSync(join(FOLDER, 'haproxy.cfg'), 'utf8');
const nginx = readFileSync(join(FOLDER, 'nginx.conf'), 'utf8');
const streams = readFileSync(join(FOLDER, 'nginx-streams.conf'), 'utf8');
const openapi = JSON.parse(readFileSync(join(FOLDER, '../test/contract/openapi.json'), 'utf8'));

const FACTORS = { ms: 1, s: 1000, k: 1024, m: 1024 * 1024 };

/** The number behind a word, in milliseconds or bytes. */
function numberAfter(text: string, word: RegExp): number {
  const [, digits, unit] = new RegExp(`^ *(?:.* )?${word.source} (\\d+)(ms|s|k|m)`, 'm').exec(text) ?? [];
  return Number(digits) * FACTORS[unit as keyof typeof FACTORS];
}

describe('the patience of the proxies', () => {
  it.each([
    ['haproxy', haproxy, /timeout server/],
    ['haproxy', haproxy, /timeout client/],
    ['nginx', nginx, /proxy_read_timeout/],
    ['nginx for streams', streams, /proxy_timeout/],
  ])('of %s is longer than the service’s with streams', (_name, text, word) => {
    expect(numberAfter(text, word)).toBeGreaterThan(defaultOf('BATCH_IDLE_MS') + 10_000);
  });

  it('of nginx ends before the service’s with a connection at rest, and haproxy keeps none as long', () => {
    const [, upstream = ''] = /upstream iinspect \{(.*?)\n {2}\}/s.exec(nginx) ?? [];
    expect(numberAfter(upstream, /keepalive_timeout/)).toBeLessThan(defaultOf('KEEP_ALIVE_TIMEOUT_MS'));
    // What haproxy does not use is closed after five seconds, unless somebody says otherwise.
    expect(haproxy).not.toMatch(/pool-purge-delay/);
  });

  it('with a body is longer than the service’s, so that it is the service that says 408', () => {
    expect(numberAfter(nginx, /client_body_timeout/)).toBeGreaterThan(defaultOf('REQUEST_TIMEOUT_MS'));
    expect(numberAfter(nginx, /proxy_send_timeout/)).toBeGreaterThan(defaultOf('REQUEST_TIMEOUT_MS'));
  });

  it('with headers is the service’s', () => {
    expect(numberAfter(nginx, /client_header_timeout/)).toBe(defaultOf('HEADERS_TIMEOUT_MS'));
    expect(numberAfter(haproxy, /timeout http-request/)).toBe(defaultOf('HEADERS_TIMEOUT_MS'));
  });

  it('with who does not read is the service’s', () => {
    expect(numberAfter(nginx, /send_timeout/)).toBeGreaterThanOrEqual(2 * defaultOf('WRITE_STALL_MS'));
  });

  it('of haproxy’s checks is over before an instance that stops closes its port', () => {
    const [check = ''] = /default-server check .*/.exec(haproxy) ?? [];
    const fall = Number(/ fall (\d+)/.exec(check)?.[1]);
    const noticedMs = numberAfter(check, /inter/) + (fall - 1) * numberAfter(check, /fastinter/);
    expect(noticedMs).toBeGreaterThan(0);
    expect(noticedMs).toBeLessThan(defaultOf('SHUTDOWN_DRAIN_MS'));
  });
});

describe('the memory of nginx', () => {
  it('holds the longest body there may be', () => {
    expect(numberAfter(nginx, /client_body_buffer_size/)).toBeGreaterThanOrEqual(defaultOf('BATCH_BODY_BYTES_MAX'));
  });

  it.each([
    ['proxy_request_buffering', 'off'],
    ['client_body_in_file_only', 'off'],
    ['client_body_temp_path', '/dev/shm/nginx-iinspect-body'],
    ['proxy_buffering', 'off'],
    ['proxy_max_temp_file_size', '0'],
    ['proxy_temp_path', '/dev/shm/nginx-iinspect-answer'],
    ['proxy_cache', 'off'],
    ['proxy_store', 'off'],
  ])('is where everything stays: %s is %s, and nowhere anything else', (directive, value) => {
    const said = [...nginx.matchAll(new RegExp(`^ *${directive} +(.+);`, 'gm'))].map(([, words]) => words);
    expect(said).toEqual([value]);
  });
});

/** Paths of the API, in words of ours. */
const ROUTES: readonly string[] = [...Object.keys(openapi.paths), '/graphql', '/openapi.json', '/docs'];

describe('what the logs of the proxies call a route', () => {
  it.each(ROUTES)('%s', (route) => {
    const path = route.replace(/\{\w+\}/, '411111');
    const parameter = path !== route;
    const [, known = ''] = /"~\^\(\?<a_route>(.+)\)\(\?:/.exec(nginx) ?? [];
    const prefix = route.replace(/\{.*/, '');
    const isKnownToNginx =
      parameter || route === '/docs' ? nginx.includes(`~^${prefix} `) : new RegExp(`^(?:${known})$`).test(path);
    const [, list = ''] = /set-var\(txn\.route\) path if \{ path (.+) \}/.exec(haproxy) ?? [];
    const isKnownToHaproxy =
      parameter || route === '/docs' ? haproxy.includes(`path_beg ${prefix} `) : list.split(' ').includes(path);
    expect([isKnownToNginx, isKnownToHaproxy]).toEqual([true, true]);
  });
});
