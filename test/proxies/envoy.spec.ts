import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { hasProxy, PROXY_PATH } from '../../scripts/proxies-process.js';
import { defaultOf } from './defaults.js';
import { createApiApp } from '../api/support/api-app.js';
import { Scratch } from '../bin-data/reload-support.js';
import { describeWith, VISA } from './support.js';

const PROJECT = join(import.meta.dirname, '../..');
const text = readFileSync(join(PROJECT, 'proxies/envoy-ext-authz.yaml'), 'utf8');
const config = parse(text);
const openapi = JSON.parse(readFileSync(join(PROJECT, 'test/contract/openapi.json'), 'utf8'));

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Walking through what somebody wrote is the test's work.
function all(name: string, node: any = config): any[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [...(key === name ? [value] : []), ...all(name, value)]);
}

describe('proxies/envoy-ext-authz.yaml', () => {
  const clusters: string[] = config.static_resources.clusters.map(({ name }: { name: string }) => name);

  it('says first of all that nobody has tried it', () => {
    expect(text).toMatch(/^# UNTESTED/);
  });

  it('lets nothing through that was not answered', () => {
    expect(all('failure_mode_allow')).toEqual([false]);
    expect(all('allow_partial_message')).toEqual([false]);
    expect(all('max_request_bytes')).toEqual([defaultOf('BODY_BYTES_MAX')]);
  });

  it('says that a property that is there twice is judged as the last one, which is what the service does', async () => {
    const app = await createApiApp();
    const payload = `{"pan":"1","pan":"${VISA}"}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/v1/cards/validate', headers, payload });
    await app.close();
    expect(answer.json()).toMatchObject({ status: 'valid' });
    const page = readFileSync(join(PROJECT, 'docs/proxies.md'), 'utf8');
    for (const told of [text, page]) expect(told).toMatch(/there twice splits the verdict from the payment/);
  });

  it('asks clusters that there are, each of them, and the listener it describes', () => {
    expect(new Set(all('cluster'))).toEqual(new Set(clusters));
    const [uri] = all('server_uri');
    const verdict = config.static_resources.listeners[1].address.socket_address;
    expect(uri.uri).toBe(`http://${verdict.address}:${String(verdict.port_value)}`);
    expect(verdict.address).toBe('127.0.0.1');
  });

  it('asks an address of the API, by POST, within the time that it has itself', () => {
    expect(all('substitution')).toEqual(['/v1/cards/validate']);
    expect(openapi.paths['/v1/cards/validate']).toHaveProperty('post');
  });
});

/** Stands in for what Envoy hands to `envoy_on_response`. */
const STAND_IN = `
local function ask(status, text)
  local headers, body = { [':status'] = status }, text
  local handle = {}
  function handle:headers()
    return { get = function(_, name) return headers[name] end, replace = function(_, name, value) headers[name] = value end }
  end
  function handle:body()
    if body == nil then return nil end
    return { length = function() return #body end, getBytes = function(_, from, count) return string.sub(body, from + 1, from + count) end,
             setBytes = function(_, bytes) body = bytes return #bytes end }
  end
  envoy_on_response(handle)
  return headers[':status'], body, headers['content-length']
end
`;

describeWith('haproxy', hasProxy('haproxy'))('its Lua, in the Lua of haproxy', () => {
  const scratch = new Scratch();
  afterAll(() => scratch.remove());

  /** What becomes of an answer of the service. */
  function statusAfter(status: string, body: string | null): string {
    const [code] = all('inline_code');
    const said = body === null ? 'nil' : `[==[${body}]==]`;
    const file = scratch.file('status');
    const script = scratch.write(
      'adapter.lua',
      `${String(code)}${STAND_IN}local file = io.open('${file}', 'w') file:write((ask('${status}', ${said}))) file:close()\n`,
    );
    writeFileSync(file, '');
    const cfg = scratch.write('haproxy.cfg', `global\n  lua-load ${script}\n`);
    spawnSync('haproxy', ['-c', '-f', cfg], { env: { PATH: PROXY_PATH } });
    return readFileSync(file, 'utf8');
  }

  it.each([
    ['200', '{"status":"valid","valid":true}', '200'],
    ['200', '{"status":"invalid","valid":false}', '403'],
    ['200', '{"status":"unrecognized","valid":false}', '403'],
    ['200', '', '403'],
    ['200', null, '403'],
    ['422', '{"type":"/problems/invalid_request","status":422}', '403'],
    ['503', '{"status":"valid"}', '403'],
  ])('makes of %s %s a %s', (status, body, expected) => {
    expect(statusAfter(status, body)).toBe(expected);
  });
});
