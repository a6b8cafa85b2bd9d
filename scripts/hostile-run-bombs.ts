/** Requests that cost their sender little. What each costs the service is looked at from outside: when does the probe get its answer? */
import { Buffer } from 'node:buffer';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readCorpus } from '../test/hostile/cases.ts';
import { exchange, inParallel } from '../test/hostile/exchange.ts';
import { outcomeOf } from '../test/hostile/outcome.ts';

export interface BombRun {
  readonly sent: number;
  /** Answers of 5xx that no document speaks of, by what was sent. */
  readonly wrong: readonly string[];
}

const WIDTH = 8;
const MIB = 1024 * 1024;
const VALIDATE =
  'POST /v1/cards/validate HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n';

interface Bomb {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files of the corpus again and again, and what is too long to stand in a file. */
export async function throwBombs(port: number, rounds: number): Promise<BombRun> {
  const corpus = ['json', 'batch', 'headers', 'graphql', 'paths'].flatMap((file) =>
    readCorpus(file).map(({ name, bytes }) => ({ name: `${file}: ${name}`, bytes })),
  );
  const all = Array.from({ length: rounds }, () => [...corpus, ...bombs()]).flat();
  const wrong: string[] = [];
  await inParallel<Bomb>(all, WIDTH, async ({ name, bytes }) => {
    const outcome = outcomeOf(await exchange(port, bytes));
    if (outcome.startsWith('5') && !/^503 (?:too_many_streams|overloaded)/.test(outcome))
      wrong.push(`${name}: ${outcome}`);
  });
  return { sent: all.length, wrong };
}

function bombs(): readonly Bomb[] {
  const zeros = Buffer.alloc(64 * MIB);
  const lines = Buffer.from('a\n'.repeat(2 * MIB));
  return [
    stream('64 MiB of zeros as gzip', 'gzip', gzipSync(zeros)),
    stream('64 MiB of zeros as zstd', 'zstd', zstdCompressSync(zeros)),
    stream('gzip in gzip', 'gzip', gzipSync(gzipSync(zeros))),
    stream('two million lines as gzip', 'gzip', gzipSync(lines)),
    json('keys that are indices', `{${indices(6000, 1)}}`),
    json('keys that are indices far apart', `{${indices(4500, 65_536)}}`),
    json(
      'keys that differ in their last letter',
      `{${Array.from({ length: 2000 }, (_, at) => `"${'a'.repeat(20)}${at}":1`).join()}}`,
    ),
  ];
}

function indices(count: number, step: number): string {
  return Array.from({ length: count }, (_, at) => `"${at * step}":1`).join();
}

function json(name: string, body: string): Bomb {
  return { name, bytes: Buffer.from(`${VALIDATE}content-length: ${body.length}\r\n\r\n${body}`) };
}

function stream(name: string, coding: string, body: Buffer): Bomb {
  const head = `POST /v1/cards/batch HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-encoding: ${coding}\r\n`;
  return { name, bytes: Buffer.concat([Buffer.from(`${head}content-length: ${body.length}\r\n\r\n`), body]) };
}
