import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from './run.mjs';

/** Jest runs ES modules through an API that Node still calls experimental; we know. */
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** Runs jest; the last line is `N passed, N failed`. */
export async function jest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'iinspect-jest-'));
  try {
    const report = join(folder, 'report.json');
    const exitCode = await run('node', [...JEST, ...args, '--json', `--outputFile=${report}`]);
    const { passed, failed } = tally(report);
    console.log(`${passed} passed, ${failed} failed`);
    return exitCode;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A suite that could not even start counts as one failure; so does a jest that left no report. */
function tally(report) {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}
