import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildOpenApi } from '../../src/api/docs/openapi.js';
import { createApiApp, VERSION } from './support/api-app.js';
import { Client } from './support/answers.js';

const START_TIMEOUT_MS = 60_000;
const PROJECT = join(import.meta.dirname, '..', '..');
const BRANDS = { query: '{ brands { id } }' };

/** Starts the built service, asks for `ASK`, if it is given, and tells which packages of the two documents and of GraphQL were loaded for it. */
const SCRIPT = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const packages = resolved.url.split('node_modules/').slice(1).map((path) => path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/'));
      if (packages.length > 0) loaded.add(packages.at(-1));
      return resolved;
    },
  });
  const { startService } = await import('./dist/start-service.js');
  const { configFromEnvironment } = await import('./dist/config/config.js');
  const service = await startService(configFromEnvironment(), { isTerminal: false, write: () => undefined });
  const { ASK } = process.env;
  const statuses = ASK === undefined ? [] : [(await fetch(service.api + ASK)).status];
  await service.stop();
  process.stdout.write(JSON.stringify({ loaded: [...loaded].sort(), statuses }), () => process.exit(0));
`;

/** Packages that answer GraphQL or make documents, by name; what they depend on comes and goes with them. */
const LATE =
  /^(@apollo\/.+|@as-integrations\/.+|@graphql-tools\/.+|@nestjs\/(apollo|graphql|swagger)|@fastify\/static|graphql|graphql-.+|swagger-ui.*)$/;

function loadedWith(settings: Readonly<Record<string, string>>): {
  readonly late: readonly string[];
  readonly all: readonly string[];
  readonly statuses: readonly number[];
} {
  const quiet = { PORT: '0', MANAGEMENT_PORT: '0', SHUTDOWN_DRAIN_MS: '0', LOG_LEVEL: 'silent', BATCH_WORKERS: '0' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
    cwd: PROJECT,
    env: { PATH: process.env['PATH'], ...quiet, ...settings },
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const { loaded, statuses } = JSON.parse(stdout) as { loaded: readonly string[]; statuses: readonly number[] };
  return { late: loaded.filter((name) => LATE.test(name)), all: loaded, statuses };
}

describe('what is not asked for is not loaded', () => {
  it(
    'no library of GraphQL and none of OpenAPI while there is no GraphQL and nobody asks for a document',
    () => {
      const { late, all } = loadedWith({ GRAPHQL_ENABLED: 'false' });
      expect(late).toEqual([]);
      expect(all).toEqual(expect.arrayContaining(['@nestjs/core', 'class-validator', 'fastify']));
    },
    START_TIMEOUT_MS,
  );

  it(
    'the libraries of OpenAPI when somebody does',
    () => {
      const { late, statuses } = loadedWith({ GRAPHQL_ENABLED: 'false', ASK: '/openapi.json' });
      expect(statuses).toEqual([200]);
      expect(late).toEqual(['@nestjs/swagger']);
    },
    START_TIMEOUT_MS,
  );

  it(
    'not even then without DOCS_ENABLED',
    () => {
      const { late, statuses } = loadedWith({ GRAPHQL_ENABLED: 'false', DOCS_ENABLED: 'false', ASK: '/openapi.json' });
      expect(statuses).toEqual([404]);
      expect(late).toEqual([]);
    },
    START_TIMEOUT_MS,
  );

  it(
    'and all of GraphQL with GraphQL, so that this test sees what it says',
    () => {
      const { late } = loadedWith({});
      expect(late).toEqual(expect.arrayContaining(['@apollo/server', '@nestjs/apollo', '@nestjs/graphql', 'graphql']));
      expect(late).not.toContain('@nestjs/swagger');
    },
    START_TIMEOUT_MS,
  );
});

describe('without GraphQL', () => {
  let app: NestFastifyApplication;
  let client: Client;
  beforeAll(async () => {
    app = await createApiApp({ api: { graphql: false } });
    client = new Client(app);
  });
  afterAll(() => app.close());

  it('nothing is at /graphql, for no method', async () => {
    const { status, body } = await client.post('/graphql', BRANDS);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
    for (const method of ['GET', 'OPTIONS'] as const)
      expect((await app.inject({ method, url: '/graphql' })).statusCode).toBe(404);
  });

  it('REST answers as it does with it', async () => {
    const { status, body } = await client.post('/v1/cards/validate', { pan: '4111111111111111' });
    expect(status).toBe(200);
    expect(body.status).toBe('valid');
  });

  it('the OpenAPI document is the same but for the sentence about the other door', async () => {
    const other = await createApiApp();
    const alone = buildOpenApi(app, VERSION);
    const both = buildOpenApi(other, VERSION);
    await other.close();
    expect(both.info.description).toBe(`${String(alone.info.description)} The same answers are at \`POST /graphql\`.`);
    expect({ ...both, info: null }).toEqual({ ...alone, info: null });
  });
});

describe('with GraphQL', () => {
  it('what was not there is', async () => {
    const app = await createApiApp();
    expect((await new Client(app).post('/graphql', BRANDS)).status).toBe(200);
    await app.close();
  });
});
