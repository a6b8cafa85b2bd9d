import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { SOCKET_PATH_BYTES_MAX } from '../../src/config/listen-settings.js';
import { SETTINGS } from '../../src/config/settings.js';
import { explainStartFailure, ListenError } from '../../src/config/start-failure.js';
import { parse, parseAllDocuments } from 'yaml';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(PROJECT, 'docs', 'sidecar.md'), 'utf8');
const CLIENTS = join(PROJECT, 'docs', 'clients');
const COMPONENT = join(PROJECT, 'k8s', 'components', 'sidecar', 'sidecar.yaml');
const SOCKET = '/run/iinspect/iinspect.sock';

/** The first block behind the link to a file. */
function shown(file: string): string | undefined {
  const [, behind = ''] = PAGE.split(`(clients/${file})`);
  return /```\w+\n([\s\S]*?)^```$/m.exec(behind)?.[1];
}

describe('docs/sidecar.md', () => {
  test.each(readdirSync(CLIENTS))('shows %s as it is', (file) => {
    expect(shown(file)).toBe(readFileSync(join(CLIENTS, file), 'utf8'));
  });

  test('shows a client in five languages, and would notice one that differs', () => {
    expect(readdirSync(CLIENTS).toSorted()).toEqual(['Ask.java', 'ask.go', 'ask.mjs', 'ask.py', 'ask.sh']);
    expect(shown('ask.sh')).not.toBe(readFileSync(join(CLIENTS, 'ask.py'), 'utf8'));
    expect(shown('ask.rb')).toBeUndefined();
  });

  test('names settings that exist', () => {
    const named = PAGE.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g) ?? [];
    const ours = new Set<string>(SETTINGS.map(({ name }) => name));
    const others = new Set(['DEADLINE_MS', 'IDLE_MS', 'DEADLINE_S', 'IDLE_S', 'AF_UNIX', 'SOCK_STREAM', 'SHUT_RDWR']);
    const unknown = named.filter((name) => !ours.has(name) && !others.has(name));
    expect([...new Set(unknown)]).toEqual([]);
    expect(named.filter((name) => ours.has(name)).length).toBeGreaterThan(20);
  });

  test('names files and folders that are there', () => {
    const paths = quoted(PAGE).filter((word) => /^(?:k8s|docs|test|bench|scripts)\/[\w./-]+$/.test(word));
    const links = [...PAGE.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, link = '']) => join('docs', link));
    expect(paths.length).toBeGreaterThan(3);
    expect([...paths, ...links].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  test.each([
    { LISTEN: 'run/iinspect.sock' },
    { LISTEN: `unix:${SOCKET}`, HOST: '0.0.0.0' },
    { LISTEN: `unix:/${'a'.repeat(SOCKET_PATH_BYTES_MAX)}` },
  ])('quotes what the service says of the settings %j', (env) => {
    const messages = mistakesOf(env);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter((message) => !isQuoted(message))).toEqual([]);
  });

  test.each([
    ['ENOENT', 78],
    ['ENOTSOCK', 78],
    ['EACCES', 77],
    ['EADDRINUSE', 69],
  ])('quotes what the service says when the system says %s', (code, exitCode) => {
    const cause = Object.assign(new Error('as the system says it'), { code });
    const told = explainStartFailure(new ListenError({ path: SOCKET, mode: 0o660 }, cause));
    expect(told.exitCode).toBe(exitCode);
    const [line = ''] = told.lines;
    expect({ line, isQuoted: isQuoted(line, `exit ${String(exitCode)}, `) }).toEqual({ line, isQuoted: true });
    expect(isQuoted(`Not ${line}`, `exit ${String(exitCode)}, `)).toBe(false);
  });

  test('has the longest path right', () => {
    expect(PAGE).toContain(`at most ${String(SOCKET_PATH_BYTES_MAX)} bytes`);
  });

  test('tells what the component adds', () => {
    const [patch] = parseAllDocuments(readFileSync(COMPONENT, 'utf8')).map((document) => document.toJS());
    const pod = patch.spec.template;
    const [sidecar] = pod.spec.initContainers;
    const env = Object.fromEntries(sidecar.env.map(({ name, value }: Record<string, string>) => [name, value]));
    expect(env['LISTEN']).toBe(`unix:${SOCKET}`);
    for (const [name, value] of Object.entries(env).filter(([name]) => /ENABLED|WORKERS/.test(name))) {
      expect(PAGE).toContain(`${name}=${String(value)}`);
    }
    const [added] = [
      tableRows(PAGE)
        .map(([first = '', because = '']) => `${first} ${because}`)
        .join('\n'),
    ];
    expect(added).toContain(`${String(sidecar.resources.limits.memory).replace('Mi', ' MiB')}, as request and limit`);
    expect(added).toContain(`\`${String(sidecar.startupProbe.httpGet.path)}\``);
    expect(added).toContain(`\`${String(sidecar.livenessProbe.httpGet.path)}\`, **no readiness probe**`);
    expect(sidecar.readinessProbe).toBeUndefined();
    expect(sidecar.restartPolicy).toBe('Always');
    expect(pod.spec.volumes.map(({ name }: { name: string }) => name)).toContain('iinspect-socket');
    const timeline = /drain (\d+) s ─ grace (\d+) s/
      .exec(PAGE)
      ?.slice(1)
      .map((s) => Number(s) * 1000);
    expect(timeline).toEqual([Number(env['SHUTDOWN_DRAIN_MS']), Number(env['SHUTDOWN_GRACE_MS'])]);
  });
});

describe('what docs/sidecar.md has people write', () => {
  const blocks = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = '']) => parse(block));
  const workload = blocks.find((block) => block.spec !== undefined);

  test('is the group of the socket too: the component, which would write over theirs, sets none', () => {
    const component = parse(readFileSync(COMPONENT, 'utf8'));
    expect(component.spec.template.spec.securityContext).toBeUndefined();
    expect(workload.spec.template.spec.securityContext).toEqual({ fsGroup: 65532 });
    expect(PAGE).toContain('**leave one that you have**');
  });

  test('is what the example has', () => {
    const example = parse(readFileSync(join(PROJECT, 'k8s/overlays/sidecar-example/checkout.yaml'), 'utf8'));
    expect(example.metadata.labels).toMatchObject(workload.metadata.labels);
    expect(example.spec.template.spec.securityContext).toMatchObject(workload.spec.template.spec.securityContext);
    const [mounts, wanted] = [example, workload].map((each) => each.spec.template.spec.containers[0].volumeMounts);
    expect(mounts).toEqual(expect.arrayContaining(wanted));
  });

  test('in a policy is a number, that of the sidecar', () => {
    const { spec } = parse(readFileSync(COMPONENT, 'utf8')).spec.template;
    const [{ name, containerPort }] = spec.initContainers[0].ports;
    expect(PAGE).toContain(`\`port: ${String(containerPort)}\`, not \`port: ${String(name)}\``);
  });
});

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines();
    throw error;
  }
  return [];
}

/** The table of troubles quotes the beginning of a message, up to an ellipsis. */
function isQuoted(message: string, behind = ''): boolean {
  const cells = tableRows(PAGE).map(([first = '']) => first);
  const beginnings = cells.flatMap((cell) => quoted(cell).map((word) => ({ cell, word })));
  return beginnings.some(({ cell, word }) => {
    return word.endsWith('…') && cell.startsWith(behind) && message.startsWith(word.slice(0, -1));
  });
}
