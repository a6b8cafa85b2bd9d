/** A process of its own: one way to read a file of cards, to records on standard output and counts on standard error. */
import { createReadStream, openSync, readSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { createInterface } from 'node:readline';
import type { PeerRecord } from './string-peers.ts';

const READ_BYTES = 2 ** 20;
const WRITE_CHARACTERS = 2 ** 16;

/** Records by the batch: a write for each would measure the kernel. */
class Records {
  readonly counts = { lines: 0, valid: 0 };
  #pending = '';

  add(record: PeerRecord): void {
    this.counts.lines++;
    if (record.status === 'valid') this.counts.valid++;
    this.#pending += `${JSON.stringify(record)}\n`;
    if (this.#pending.length > WRITE_CHARACTERS) this.end();
  }

  end(): void {
    for (let rest = Buffer.from(this.#pending); rest.length > 0;) rest = rest.subarray(writeSync(1, rest));
    this.#pending = '';
  }
}

/** Each loads what it needs, so that the memory of one is not that of all. */
type Reader = (file: string, records: Records) => Promise<void> | void;

const READERS: Readonly<Record<string, Reader>> = {
  'read-only': (file) => {
    const descriptor = openSync(file, 'r');
    const buffer = Buffer.alloc(READ_BYTES);
    while (readSync(descriptor, buffer, 0, READ_BYTES, null) > 0);
  },
  creditcards: async (file, records) => {
    const { creditcardsRecord } = await import('./string-peers.ts');
    let line = 0;
    for await (const pan of createInterface(createReadStream(file))) records.add(creditcardsRecord(pan, ++line));
  },
  'card-validator': async (file, records) => {
    const { cardValidatorRecord } = await import('./string-peers.ts');
    let line = 0;
    for await (const text of createInterface(createReadStream(file))) {
      const { pan } = JSON.parse(text) as { pan: string };
      records.add(cardValidatorRecord(pan, ++line));
    }
  },
  validator: async (file, records) => {
    const { validatorRecord } = await import('./string-peers.ts');
    const { parse } = await import('csv-parse');
    let line = 0;
    const rows = createReadStream(file).pipe(parse({ columns: true }));
    for await (const { pan } of rows as AsyncIterable<{ pan: string }>) records.add(validatorRecord(pan, ++line));
  },
};

const [, , name = '', file = ''] = argv;
const records = new Records();
await READERS[name]!(file, records);
records.end();
console.error(JSON.stringify(records.counts));
