import { existsSync } from 'node:fs';

import { inProject } from './project.mjs';
import { run } from './run.mjs';

/**
 * Scripts of package.json in stages; a stage begins when the one before it is over. Its lanes run side by side, for each of these tools
 * uses one core; the tests use all of them. `needs` names a file without which there is nothing to look at.
 */
const STAGES = [
  [[{ script: 'build' }]],
  [
    [{ script: 'format:check' }, { script: 'arch' }, { script: 'openapi:lint', needs: 'test/contract/openapi.json' }],
    [{ script: 'types' }, { script: 'lint' }],
  ],
  [[{ script: 'test:quick' }]],
];

/** Goes through every step, whatever the ones before it found: one run tells all there is to mend. */
export async function check() {
  const started = performance.now();
  const results = [];
  for (const lanes of STAGES) results.push(...(await Promise.all(lanes.map(takeInTurn))).flat());
  const failed = results.filter(({ outcome }) => outcome === 'FAILED').length;
  console.log(`\n${results.map(describe).join('\n')}`);
  console.log(`${failed === 0 ? 'All is well' : `${failed} of ${results.length} steps failed`}, ${seconds(started)}.`);
  return failed === 0 ? 0 : 1;
}

async function takeInTurn(steps) {
  const results = [];
  for (const step of steps) results.push(await take(step));
  return results;
}

async function take({ script, needs }) {
  if (needs !== undefined && !existsSync(inProject(needs))) {
    return { script, outcome: 'skipped', remark: `${needs} is not there` };
  }
  console.log(`\n--- ${script}`);
  const started = performance.now();
  const exitCode = await run('node', ['--run', script]);
  return { script, outcome: exitCode === 0 ? 'ok' : 'FAILED', remark: seconds(started) };
}

function describe({ script, outcome, remark }) {
  return `${outcome.padEnd(8)} ${script.padEnd(14)} ${remark}`;
}

function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
