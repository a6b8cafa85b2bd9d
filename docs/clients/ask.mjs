// Asks iinspect over its Unix socket with nothing but Node. The numbers come on standard input: arguments can be read by every process.
//   node ask.mjs card SOCKET < number     node ask.mjs lines SOCKET < numbers, one a line
// Exit code 0: answered. 1: refused with a problem, or cut off. 2: no answer. 64: called wrongly.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** For all tries together. */
const DEADLINE_MS = 3_000;
/** Above BATCH_IDLE_MS, so that it is the service that says why a stream stands still. */
const IDLE_MS = 90_000;
/** While the sidecar restarts, has more connections to take on than it may, or hung up on one that was kept. Nothing is stored: asking again is always safe. */
const PASSING = new Set(['ENOENT', 'ECONNREFUSED', 'EAGAIN', 'ECONNRESET', 'EPIPE']);

// One agent for the life of the process. It hangs up before the service does (KEEP_ALIVE_TIMEOUT_MS).
const agent = new Agent({ keepAlive: true, timeout: 60_000 });

/** The request was refused; a bad card is no problem but an answer. It holds nothing that was sent. */
class Problem extends Error {
  constructor({ statusCode, headers }, body) {
    const { code, instance } = JSON.parse(body);
    super(`problem ${statusCode} ${code} ${instance}`);
    this.mayPass = statusCode === 429 || statusCode === 503;
    this.retryAfterMs = 1000 * Number(headers['retry-after'] ?? 1);
  }
}

/** Sends the headers; `write` sends the body. */
function open(socketPath, path, { type, signal }, write) {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', 'content-type': type };
    const call = request({ socketPath, path, method: 'POST', headers, agent, signal });
    call.on('response', resolve);
    call.on('error', reject);
    write(call);
  });
}

async function textOf(response) {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  return text;
}

async function tryOnce(socketPath, pan, signal) {
  const options = { type: 'application/json', signal };
  const response = await open(socketPath, '/v1/cards/validate', options, (call) => call.end(JSON.stringify({ pan })));
  const text = await textOf(response);
  if (response.statusCode !== 200) throw new Problem(response, text);
  return JSON.parse(text);
}

/** Invariant: ends before the deadline, with a report or an error. */
async function validate(socketPath, pan) {
  const deadline = Date.now() + DEADLINE_MS;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  let fault;
  while (!signal.aborted) {
    try {
      return await tryOnce(socketPath, pan, signal);
    } catch (error) {
      fault = signal.aborted ? Object.assign(new Error('deadline'), { code: 'too late' }) : error;
      const waitMs = PASSING.has(fault.code) ? 100 : fault.mayPass ? fault.retryAfterMs : Infinity;
      // A try with less than 100 ms left would say "too late" where this one has said why.
      if (Date.now() + waitMs + 100 >= deadline) break;
      await sleep(waitMs);
    }
  }
  throw fault;
}

/** Reads while it writes: one that writes all before it reads stands still as soon as the buffers between are full. */
async function* validateLines(socketPath, lines) {
  const response = await open(socketPath, '/v1/cards/batch', { type: 'text/plain' }, (call) => {
    call.setTimeout(IDLE_MS, () => call.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    lines.pipe(call);
  });
  if (response.statusCode !== 200) throw new Problem(response, await textOf(response));
  let last = '';
  for await (const record of createInterface({ input: response })) yield (last = record);
  const { done = false, reason = 'no summary' } = JSON.parse(last || '{}');
  if (!done) throw new Error(`cut off: ${reason}`);
}

async function askOnce(socketPath) {
  const pan = (await textOf(process.stdin)).trim();
  const { status, brand, maskedPan } = await validate(socketPath, pan);
  process.stdout.write(`${status} ${brand?.id ?? '-'} ${maskedPan ?? '-'}\n`);
}

async function askAll(socketPath) {
  for await (const record of validateLines(socketPath, process.stdin)) {
    if (!process.stdout.write(`${record}\n`)) await once(process.stdout, 'drain');
  }
}

const [ask, socketPath, ...more] = process.argv.slice(2);
if (!['card', 'lines'].includes(ask) || socketPath === undefined || more.length > 0) {
  process.stderr.write('usage: node ask.mjs card|lines SOCKET\n');
  process.exit(64);
}
try {
  await (ask === 'card' ? askOnce(socketPath) : askAll(socketPath));
} catch (error) {
  // Nothing but the code of a fault of the system: messages of libraries may quote what was sent.
  const told = error instanceof Problem || error.message.startsWith('cut off');
  process.stderr.write(`${told ? error.message : `no answer: ${error.code ?? error.name}`}\n`);
  process.exitCode = told ? 1 : 2;
}
// What is left open: a connection that could be used again, and input that nobody wanted.
agent.destroy();
process.stdin.destroy();
