/** Streams in every format and coding, whole and torn. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PAN } from './soak-run-calls.ts';
import { type Diary, expectStatus } from './soak-run-diary.ts';

const LINES = 20_000;

const INPUTS: Readonly<Record<string, Buffer>> = {
  'application/x-ndjson': Buffer.from(`{"id":"a","pan":"${PAN}"}\n`.repeat(LINES)),
  'text/csv': Buffer.from(`pan\n${`${PAN}\n`.repeat(LINES)}`),
  'text/plain': Buffer.from(`${PAN}\n`.repeat(LINES)),
};
const OUTPUTS = ['application/x-ndjson', 'text/csv'];
const CODINGS: Readonly<Record<string, { pack(bytes: Buffer): Buffer; unpack(bytes: Buffer): Buffer }>> = {
  identity: { pack: (bytes) => bytes, unpack: (bytes) => bytes },
  gzip: { pack: (bytes) => gzipSync(bytes), unpack: (bytes) => gunzipSync(bytes) },
  zstd: { pack: (bytes) => zstdCompressSync(bytes), unpack: (bytes) => zstdDecompressSync(bytes) },
};

/** One stream for each way in and out, and two that are torn for each way in. */
export async function streamAll(origin: string, diary: Diary, signal: AbortSignal): Promise<void> {
  for (const ways of WAYS) {
    if (signal.aborted) return;
    await diary.attempt('stream', () => streamWhole(origin, ways));
  }
  for (const type of Object.keys(INPUTS)) {
    await diary.attempt('upload torn', () => tearUpload(origin, type));
    await diary.attempt('download torn', () => tearDownload(origin, type));
  }
}

interface Ways {
  readonly type: string;
  readonly output: string;
  readonly coding: string;
}

const WAYS: readonly Ways[] = Object.keys(INPUTS).flatMap((type) =>
  OUTPUTS.flatMap((output) => Object.keys(CODINGS).map((coding) => ({ type, output, coding }))),
);

function linesOf(type: string): Buffer {
  return INPUTS[type] ?? Buffer.alloc(0);
}

function open(origin: string, { type, output, coding }: Ways): ClientRequest {
  const headers = { 'content-type': type, accept: output, 'content-encoding': coding, 'accept-encoding': coding };
  return request(`${origin}/v1/cards/batch`, { method: 'POST', agent: false, headers });
}

async function streamWhole(origin: string, ways: Ways): Promise<void> {
  const codec = CODINGS[ways.coding];
  if (codec === undefined) throw new Error('no such coding');
  const call = open(origin, ways);
  call.end(codec.pack(linesOf(ways.type)));
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  const packed = await buffer(answer);
  expectStatus(answer.statusCode ?? 0, [200]);
  const text = answer.headers['content-encoding'] === undefined ? packed : codec.unpack(packed);
  const summary = text.toString('latin1', text.lastIndexOf(10, text.length - 2) + 1);
  if (!summary.includes('"done"')) throw new Error('no summary');
}

/** Leaves in the middle of a line. */
async function tearUpload(origin: string, type: string): Promise<void> {
  const call = open(origin, { type, output: 'text/csv', coding: 'identity' });
  call.on('error', () => undefined);
  call.on('response', (answer) => answer.on('error', () => undefined).resume());
  call.write(linesOf(type).subarray(0, 100_003));
  await sleep(50);
  call.destroy();
}

/** Leaves when the first records come. */
async function tearDownload(origin: string, type: string): Promise<void> {
  const call = open(origin, { type, output: 'application/x-ndjson', coding: 'identity' });
  call.on('error', () => undefined);
  call.end(linesOf(type));
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  await once(answer, 'data');
  call.destroy();
}
