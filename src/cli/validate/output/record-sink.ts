import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { CliFailure } from '../../cli-failure.js';
import { writeFailure } from '../../write-failure.js';

/** Where records go. */
export interface RecordSink {
  /** Resolves when the bytes may be overwritten. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Nobody reads on, as behind `| head`: nothing is left to be done, and nothing is wrong. */
export class ReaderGone extends Error {}

export class StreamSink implements RecordSink {
  constructor(private readonly stream: Writable) {}

  async write(bytes: Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.stream.write(bytes, (error: NodeJS.ErrnoException | null | undefined) => {
      if (error == null) resolve(undefined);
      else if (error.code === 'EPIPE') reject(new ReaderGone());
      else reject(new CliFailure('output', `Standard output cannot be written (${error.code ?? 'no reason given'}).`));
    });
    await promise;
  }
}

export class FileSink implements RecordSink {
  /** @param path As the person named it. */
  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  /** @throws CliFailure, at once: further up nobody could tell it from a failure to read. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.file.writeFile(bytes);
    } catch (error) {
      throw writeFailure(error, this.path);
    }
  }
}
