import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(PROJECT, 'docs/observability.md'), 'utf8');
const CALL = /\b(?:log|out)\.(trace|debug|info|warn|error|fatal)\(\s*'([^']+)'(?:,\s*\{([^{}]*)\})?/g;

interface Line {
  readonly message: string;
  readonly levels: readonly string[];
  readonly hasAddress: boolean;
}

/** Every line that a source writes with a message of its own; what Nest says passes through as it is. */
function linesOf(source: string): readonly Line[] {
  return [...source.matchAll(CALL)].map(([, level = '', message = '', fields = '']) => ({
    message,
    levels: [level],
    hasAddress: /\baddress\b/.test(fields),
  }));
}

function sources(): readonly string[] {
  return readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(PROJECT, 'src', file), 'utf8'));
}

function merged(lines: readonly Line[]): readonly Line[] {
  const byMessage = Map.groupBy(lines, ({ message }) => message);
  return [...byMessage]
    .map(([message, same]) => ({
      message,
      levels: [...new Set(same.flatMap(({ levels }) => levels))].sort(),
      hasAddress: same.some(({ hasAddress }) => hasAddress),
    }))
    .sort((a, b) => (a.message < b.message ? -1 : 1));
}

function documented(): readonly Line[] {
  const section = PAGE.slice(PAGE.indexOf('## Every line'), PAGE.indexOf('## The tripwire'));
  return tableRows(section).map(([message = '', level = '', fields = '']) => ({
    message: quoted(message)[0] ?? '',
    levels: level.split(' '),
    hasAddress: fields.includes('`address`'),
  }));
}

describe('docs/observability.md', () => {
  it('has every line that the service writes, with its level, and says which have an address', () => {
    const lines = documented().filter(({ message }) => !message.endsWith('…'));
    const written = merged(sources().flatMap(linesOf));
    expect(written.length).toBeGreaterThan(25);
    expect(merged(lines)).toEqual(written);
    expect(written.filter(({ hasAddress }) => hasAddress).length).toBeGreaterThan(2);
  });

  it('would miss a line that is new', () => {
    expect(linesOf("this.log.warn(\n  'something new', { requestId, address });")).toEqual([
      { message: 'something new', levels: ['warn'], hasAddress: true },
    ]);
  });

  it('has an alarm for each thing that calls for somebody', () => {
    const alarms = PAGE.slice(PAGE.indexOf('## What to alert on'));
    const metrics = readFileSync(join(PROJECT, 'test/contract/metrics.txt'), 'utf8');
    const named = [...new Set(alarms.match(/\bcard_\w+/g))].filter((name) => !name.endsWith('_'));
    expect(named.filter((name) => !metrics.includes(` ${name}{`))).toEqual([]);
    for (const name of ['access_file_ok', 'tls_certificate_not_after_timestamp_seconds', 'rate_store_up', 'shed_total'])
      expect(named).toContain(`card_${name}`);
    expect(named).toEqual(expect.arrayContaining(['card_abuse_clients', 'card_log_tripwire_total']));
  });
});

describe('no page', () => {
  it('says that looking for card numbers in the history is done without being asked for', () => {
    const pages = ['docs/threat-model.md', 'CHANGELOG.md'].map((file) => readFileSync(join(PROJECT, file), 'utf8'));
    const claims = pages.flatMap((page) => page.split('\n')).filter((line) => line.includes('scan:cards'));
    expect(claims.filter((line) => line.includes('history') && !line.includes('-- --history'))).toEqual([]);
    expect(claims).toHaveLength(2);
  });
});
