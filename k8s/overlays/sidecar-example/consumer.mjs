// Asks the sidecar about a published test number every few seconds, and says what it answered. Never the number: what is printed is the masked one.
// Usage: node consumer.mjs /run/iinspect/iinspect.sock [port of the probes]
import { Agent, createServer, request } from 'node:http';

const [socketPath, healthPort = '8080'] = process.argv.slice(2);
const PAN = '4111111111111111';
const ASK_EVERY_MS = 3_000;
const DEADLINE_MS = 2_000;
const SILENCE_MS_MAX = 10_000;

// One connection that stays open.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let answeredAt = -Infinity;

/** The status and the body of the answer, when all of it is there. */
function validate(pan) {
  return new Promise((resolve, reject) => {
    const asking = request({
      socketPath,
      agent,
      method: 'POST',
      path: '/v1/cards/validate',
      headers: { host: 'localhost', 'content-type': 'application/json' },
      // Of the whole conversation: a timeout of the socket would begin anew with each byte.
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    asking.on('error', reject);
    asking.on('response', (response) => {
      const chunks = [];
      response.on('error', reject);
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }));
    });
    asking.end(JSON.stringify({ pan }));
  });
}

async function ask() {
  try {
    const { status, text } = await validate(PAN);
    const body = JSON.parse(text);
    // A bad card is an answer (200) as well; anything else is a problem with `code`, such as `overloaded` (503): ask again later.
    if (status !== 200) return say({ problem: body.code, status });
    answeredAt = Date.now();
    say({ verdict: body.status, brand: body.brand?.id ?? null, maskedPan: body.maskedPan });
  } catch (error) {
    say({ problem: error.code ?? error.name });
  }
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Ready while verdicts come; alive as long as it answers at all, for a restart of this process cures no other. */
function isWell(path) {
  return path === '/livez' || Date.now() - answeredAt < SILENCE_MS_MAX;
}

const health = createServer((probe, response) => {
  response.writeHead(isWell(probe.url) ? 200 : 503).end();
}).listen(Number(healthPort), '0.0.0.0');

const asking = setInterval(ask, ASK_EVERY_MS);
void ask();

process.once('SIGTERM', () => {
  clearInterval(asking);
  agent.destroy();
  health.close();
});
