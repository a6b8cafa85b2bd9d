import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

// Starts a process; nothing here is about how fast it is.
jest.setTimeout(150_000);

const SCRIPT = join(import.meta.dirname, '../../scripts/soak-run.ts');

describe('the built service', () => {
  it('has everything back after everything at once (the short form of npm run soak:run)', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', SCRIPT, '--minutes', '0.17']);
    expect(stdout).toMatch(/REST [1-9]\d*.*stream [1-9]\d*/);
    expect(stdout).toMatch(/^complaints 0,/m);
  });
});
