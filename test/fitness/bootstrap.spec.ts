import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const RUN = join(import.meta.dirname, '..', '..', 'scripts', 'bootstrap', 'run.mjs');

function ranBy(name: 'run' | 'runBefore'): { stdout: string; stderr: string } {
  const inner = `['-e', 'process.stdout.write("said")']`;
  const script = `import { ${name} } from ${JSON.stringify(RUN)}; process.exit(await ${name}('node', ${inner}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return { stdout, stderr };
}

describe('what an npm script does before its command', () => {
  test('says nothing on standard output, which may be the file for a new key', () => {
    expect(ranBy('runBefore')).toEqual({ stdout: '', stderr: 'said' });
    expect(ranBy('run')).toEqual({ stdout: 'said', stderr: '' });
  });
});
