/** A process of its own: sends a file and reads the answer, with `curl` where there is one; prints status, bytes of the answer and seconds. */
import { createReadStream } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { answerOf, openCall, readAll, sendAll } from './batch-call.ts';

const SELF = fileURLToPath(import.meta.url);
const READ_BYTES = 256 * 1024;

export interface Fed {
  readonly status: number;
  readonly bytes: number;
  readonly wallMs: number;
}

export interface Feeding {
  readonly url: string;
  readonly file: string;
  readonly contentType: string;
  readonly accept: string;
}

const hasCurl = spawnSync('curl', ['--version']).error === undefined;
export const FEEDER = hasCurl ? 'curl -T' : 'a client of our own on node:http';

/** @param signal Ends it early, which is no error then. */
export async function feed(feeding: Feeding, signal?: AbortSignal): Promise<Fed | null> {
  const [command, args] = hasCurl ? curl(feeding) : own(feeding);
  try {
    const { stdout } = await promisify(execFile)(command, args, { encoding: 'utf8', ...(signal && { signal }) });
    const [status, bytes, seconds] = stdout.split(' ').map(Number) as [number, number, number];
    return { status, bytes, wallMs: seconds * 1000 };
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}

function curl({ url, file, contentType, accept }: Feeding): [string, string[]] {
  const headers = ['Expect:', `content-type: ${contentType}`, `accept: ${accept}`].flatMap((header) => ['-H', header]);
  const writes = '%{http_code} %{size_download} %{time_total}';
  return ['curl', ['-sS', '-X', 'POST', '-T', file, ...headers, '-o', '/dev/null', '-w', writes, url]];
}

function own({ url, file, contentType, accept }: Feeding): [string, string[]] {
  return [process.execPath, ['--no-warnings', SELF, url, file, contentType, accept]];
}

async function main([url = '', file = '', contentType = '', accept = '']: readonly string[]): Promise<void> {
  const begin = performance.now();
  const call = openCall(url, { 'content-type': contentType, accept });
  const reading = answerOf(call).then((answer) => readAll(answer));
  await sendAll(call, createReadStream(file, { highWaterMark: READ_BYTES }));
  const { status, bytes } = await reading;
  console.log(`${status} ${bytes} ${(performance.now() - begin) / 1000}`);
}

if (argv[1] === SELF) await main(argv.slice(2));
