import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { startService, type RunningService } from '../../src/start-service.js';

const README = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

interface Example {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly answer: unknown;
}

/** A block that begins with curl, and the JSON block that follows it. */
const EXAMPLES: readonly Example[] = [...README.matchAll(/```sh\n(curl [^`]+)```\n+```json\n([^`]+)```/g)].map(
  ([, request = '', answer = '']) => ({
    url: /http:\S+/.exec(request)?.[0] ?? '',
    headers: Object.fromEntries(
      [...request.matchAll(/-H '([^:']+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]),
    ),
    body: /-d '([^']+)'/.exec(request)?.[1] ?? '',
    answer: JSON.parse(answer),
  }),
);

/** A new edition of the tables does not make the README wrong. */
function withoutVersion(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer).replace(/"dataVersion":"[^"]+"/, '"dataVersion":"…"'));
}

let service: RunningService;

beforeAll(async () => {
  service = await startService(
    loadConfig({ PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'silent', SHUTDOWN_DRAIN_MS: '0' }),
    {
      isTerminal: false,
      write: () => undefined,
    },
  );
});

afterAll(() => service.stop());

describe('the README', () => {
  test('shows two requests', () => {
    expect(EXAMPLES).toHaveLength(2);
  });

  test.each(EXAMPLES)('is answered at $url as it says', async ({ url, headers, body, answer }) => {
    const response = await fetch(url.replace('http://127.0.0.1:3000', service.api), { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    expect(withoutVersion(await response.json())).toEqual(withoutVersion(answer));
  });

  test('links only to files that are there', () => {
    const links = [...README.matchAll(/\]\(([^):]+)\)/g)].map(([, path = '']) =>
      join(import.meta.dirname, '..', '..', path),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((path) => !exists(path))).toEqual([]);
  });

  test('says why for every runtime dependency', () => {
    const { dependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    ) as {
      dependencies: Record<string, string>;
    };
    const section = README.slice(README.indexOf('## What it stands on'));
    const unexplained = Object.keys(dependencies).filter(
      (name) => !section.includes(name) && !section.includes(`\`${name.split('/')[1] ?? name}\``),
    );
    expect(unexplained).toEqual([]);
  });
});

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
