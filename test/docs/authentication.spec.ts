import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../src/config/settings.js';
import { ACCESS_REFUSAL_REASONS } from '../../src/metrics/access-metrics.js';
import { REFUSAL_REASONS } from '../../src/security/access-refused.js';
import { holderId } from '../../src/security/jwt/token-holder.js';
import { parseSubjects } from '../../src/security/mtls/subject-record.js';
import { SCOPES } from '../../src/security/scope.js';
import { quoted, tableRows } from './markdown.js';

const page = readFileSync(new URL('../../docs/authentication.md', import.meta.url), 'utf8');
const firstCells = tableRows(page).map(([first = '']) => quoted(first)[0]);

describe('docs/authentication.md', () => {
  test('lists exactly the scopes and the reasons of refusals, which are the labels of the metric too', () => {
    expect(firstCells).toEqual([...SCOPES, ...REFUSAL_REASONS]);
    expect(ACCESS_REFUSAL_REASONS).toEqual(REFUSAL_REASONS);
  });

  test('shows subjects that can be read', () => {
    const [, lines = ''] = /```text\n(\{"id"[^`]+)```/.exec(page) ?? [];
    expect(parseSubjects(lines).size).toBe(2);
  });

  test('says how to find the holder of a token: the line gives what the log has', () => {
    const [command = ''] = /^node -e .*$/m.exec(page) ?? [];
    const said = execFileSync('sh', ['-c', command.replace('node', '"$0"'), process.execPath], { encoding: 'utf8' });
    expect(said.trim()).toBe(holderId({ iss: 'https://issuer.example', sub: 'user-42' }));
  });

  test('names settings that exist, and all of its own', () => {
    const named = quoted(page).flatMap((word) => /^[A-Z]+(_[A-Z]+)+(?==|$)/.exec(word)?.[0] ?? []);
    const known = SETTINGS.map(({ name }) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const ours = known.slice(known.indexOf('AUTH'), known.indexOf('TRUSTED_PROXIES') + 1);
    expect(ours.filter((name) => !page.includes(name))).toEqual([]);
  });
});
