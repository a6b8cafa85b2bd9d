import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { REMOVED } from '../../src/logging/card-filter.js';
import { newCanary } from '../leaks/canary.js';

// A service is started for each.
jest.setTimeout(60_000);

const PROJECT = join(import.meta.dirname, '..', '..');

/** Starts and stops the built service, and tells which packages that may be left out were loaded for it. */
const SCRIPT = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const name = /node_modules\\/(@opentelemetry\\/[^/]+|@redis\\/client|jose|pino-pretty|pino)\\//.exec(resolved.url);
      if (name) loaded.add(name[1]);
      return resolved;
    },
  });
  const { startService } = await import('./dist/start-service.js');
  const { configFromEnvironment } = await import('./dist/config/config.js');
  const service = await startService(configFromEnvironment(), { isTerminal: false, write: () => undefined });
  await service.stop();
  process.stdout.write(JSON.stringify([...loaded].sort()), () => process.exit(0));
`;

const QUIET = {
  PATH: process.env['PATH'],
  PORT: '0',
  MANAGEMENT_PORT: '0',
  SHUTDOWN_DRAIN_MS: '0',
  LOG_LEVEL: 'silent',
};

function run(
  env: Record<string, string>,
  args: readonly string[],
): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT,
    env: { ...QUIET, ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, error: stderr };
}

function loadedWith(env: Record<string, string>): readonly string[] {
  const { out, error } = run(env, ['--input-type=module', '--eval', SCRIPT]);
  if (out === '') throw new Error(error);
  return JSON.parse(out) as readonly string[];
}

const START_TIMEOUT_MS = 60_000;

describe('what is not asked for is not loaded', () => {
  it(
    'nothing of OpenTelemetry without an endpoint, nothing that colours logs without a reader',
    () => {
      // prom-client asks OpenTelemetry's API, which is empty by itself, for the trace it might be in.
      expect(loadedWith({})).toEqual(['@opentelemetry/api', 'pino']);
    },
    START_TIMEOUT_MS,
  );

  it(
    'no client of Redis without a server, no library of tokens without AUTH=jwt; either with it',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'iinspect-loaded-'));
      try {
        const file = join(folder, 'jwks.json');
        const { publicKey } = generateKeyPairSync('ed25519');
        writeFileSync(file, JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }));
        const loaded = loadedWith({
          ...{ RATE_CARDS_PER_ADDRESS: '1000', REDIS_URL: 'redis://127.0.0.1:9' },
          ...{ AUTH: 'jwt', JWT_JWKS_FILE: file, JWT_AUDIENCE: 'iinspect' },
        });
        expect(loaded).toEqual(['@opentelemetry/api', '@redis/client', 'jose', 'pino']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    START_TIMEOUT_MS,
  );

  it(
    'and both with them, so that this test sees what it says',
    () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', LOG_FORMAT: 'text' };
      expect(loadedWith(env)).toEqual(
        expect.arrayContaining(['@opentelemetry/sdk-trace', '@opentelemetry/exporter-trace-otlp-http', 'pino-pretty']),
      );
    },
    START_TIMEOUT_MS,
  );
});

describe('a start that fails', () => {
  it.each([
    'LOG_FORMAT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_SERVICE_NAME',
    'TRACE_SAMPLE_PERCENT',
    'TRUST_TRACE_CONTEXT',
  ])('because %s holds a card number names the setting and not the number', (name) => {
    const pan = newCanary();
    const { code, out, error } = run({ [name]: pan }, ['dist/main.js']);
    expect(code).toBe(78);
    expect(error).toContain(`${name}: expected `);
    expect(out + error).not.toContain(pan.slice(-10));
  });

  it(
    'for a reason that quotes a number is told without it',
    () => {
      const pan = newCanary();
      const early = `process.on('newListener', (event) => {
      if (event !== 'unhandledRejection') return;
      process.nextTick(() => { throw new Error('cannot read ${pan}'); });
    })`;
      const { code, out, error } = run({}, ['--import', `data:text/javascript,${early}`, 'dist/main.js']);
      expect(code).toBe(70);
      expect(error).toContain(`cannot read ${REMOVED}`);
      expect(out + error).not.toContain(pan.slice(-10));
    },
    START_TIMEOUT_MS,
  );
});
