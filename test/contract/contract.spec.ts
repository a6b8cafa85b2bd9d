import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildOpenApi } from '../../src/api/docs/openapi.js';
import { schemaText } from '../../src/api/graphql/schema-text.js';
import { VERSION } from '../../src/config/version.js';
import { createApiApp } from '../api/support/api-app.js';

const HINT = 'The doors promise something else than the reviewed file. If that is meant: npm run contract:update';

/** What is looked at of an operation. */
interface Documented {
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

function reviewed(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

/** Fails with the hint above the difference. */
function expectReviewed(name: string, promised: string): void {
  expect({ hint: HINT, [name]: promised.split('\n') }).toEqual({ hint: HINT, [name]: reviewed(name).split('\n') });
}

describe('the contract', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await createApiApp();
  });
  afterAll(() => app.close());

  it('of REST is the reviewed OpenAPI document', () => {
    expectReviewed('openapi.json', `${JSON.stringify(buildOpenApi(app, VERSION), null, 2)}\n`);
  });

  it('of GraphQL is the reviewed schema', () => {
    expectReviewed('schema.graphql', schemaText(app));
  });

  it('names the headers that say how to be let in, and when', () => {
    const { paths } = JSON.parse(reviewed('openapi.json')) as { readonly paths: Readonly<Record<string, object>> };
    const answers = Object.values(paths).flatMap((path) => Object.values(path) as readonly Documented[]);
    const named = answers.map(({ responses }) =>
      ['401', '403', '429', 'default'].map((status) => Object.keys(responses[status]?.headers ?? {})),
    );
    const each = [['WWW-Authenticate'], ['WWW-Authenticate'], ['RateLimit-Policy', 'RateLimit', 'Retry-After'], ['Retry-After']];
    expect(named).toEqual(answers.map(() => each));
    const streams = answers.flatMap(({ responses }) => responses['503'] ?? []);
    expect(streams.map(({ headers = {} }) => Object.keys(headers))).toEqual([['Retry-After']]);
  });

  it('has no OpenAPI 3.0 nullability left', () => {
    expect(reviewed('openapi.json')).not.toContain('"nullable"');
  });

  it('holds no number but published test numbers', () => {
    const runs = reviewed('openapi.json').match(/\d(?:[ -]?\d){11,}/g) ?? [];
    expect(new Set(runs.map((run) => run.replace(/\D/g, '')))).toEqual(new Set(['4111111111111111', '378282246310005']));
  });
});
