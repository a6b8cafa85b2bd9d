import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDirectory, MANIFEST } from '../bin-data/load/issuer-files.js';
import { CliFailure } from './cli-failure.js';

/** Whoever names an input as the output has mistyped, and would lose the input. @throws CliFailure */
export async function refuseInputAsOutput(output: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(output).catch(() => null);
  if (target === null) return;
  const sources = await Promise.all(inputs.map((input) => realpath(input).catch(() => null)));
  if (sources.includes(target)) {
    throw new CliFailure('usage', 'The output is one of the inputs and would replace it. Name another file with -o.');
  }
}

/** A folder of text files that also holds an artifact is taken by nobody. @throws CliFailure */
export async function refuseArtifactAmongTexts(output: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(dirname(output)).catch(() => null);
  for (const input of inputs) {
    if (!(await isDirectory(input)) || (await realpath(input)) !== target || (await hasManifest(input))) continue;
    throw new CliFailure(
      'usage',
      'The artifact would lie among its text files, and a folder may not hold both. Name another place with -o.',
    );
  }
}

function hasManifest(folder: string): Promise<boolean> {
  return access(join(folder, MANIFEST)).then(
    () => true,
    () => false,
  );
}
