import { stat } from 'node:fs/promises';
import { type KeyRecord, parseKeyRecords } from '../../security/keys/key-record.js';
import { readSmallFile } from '../../security/keys/read-small-file.js';
import { RecordError } from '../../security/keys/record-error.js';
import { CliFailure } from '../cli-failure.js';
import type { CommandIo } from '../command-io.js';
import { quotable } from '../quotable.js';

/** A file of keys as it was read. */
export interface KeyFile {
  readonly path: string;
  readonly text: string;
  readonly records: readonly KeyRecord[];
}

/** Digests are no keys, but they say who there is: for the owner, and for a group where the owner let one in. */
const MODE_NEW = 0o600;
const MODE_KEPT = 0o660;

/** @throws CliFailure when the file is missing, or one of its lines is wrong. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  try {
    const text = await readSmallFile(path);
    return { path, text, records: parseKeyRecords(text) };
  } catch (error) {
    throw explained(error, path);
  }
}

/** As if it were empty where there is none yet. @throws CliFailure */
export async function readOrBeginKeyFile(path: string): Promise<KeyFile> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? readKeyFile(path) : { path, text: '', records: [] };
}

/** The service sees the old file or the new one. @throws CliFailure when somebody else has changed it meanwhile. */
export async function replaceKeyFile({ path, text: before }: KeyFile, text: string, io: CommandIo): Promise<void> {
  const mode = await stat(path).then(
    (stats) => (stats.mode & MODE_KEPT) | MODE_NEW,
    () => MODE_NEW,
  );
  await io.drafts.write(path, async (draft) => {
    await draft.chmod(mode);
    await draft.writeFile(text);
    if ((await readOrBeginKeyFile(path)).text !== before)
      throw new CliFailure(
        'output',
        `${quotable(path)} was changed by somebody else meanwhile. Run the command again.`,
      );
  });
}

function explained(error: unknown, path: string): unknown {
  if (!(error instanceof RecordError)) return error;
  return new CliFailure(error.isOutOfReach ? 'input' : 'data', `${quotable(path)}: ${error.sentence}`);
}
