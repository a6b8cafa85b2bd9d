/**
 * Loaded into the real service by `node --import`: leaks that somebody might build in, one for each name, through what Node and our
 * own classes offer to everybody. A request says in `x-plant` which one it wants, and has the canary in its URL. If the harness does
 * not find them all, its silence about the service means nothing.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ProblemFilter } from '../../dist/api/problems/problem.filter.js';
import { HttpMetrics } from '../../dist/metrics/http-metrics.js';
import { BoundedSpans } from '../../dist/tracing/span-exports.js';

const kept = [];
let atHand = { plant: '', url: '' };

const print = (fields) => process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'request', ...fields })}\n`);
const panIn = (url) => /\d{16}/.exec(url)?.[0] ?? '';

const PLANTS = {
  'a header that echoes': (url, response) => response.setHeader('x-path', url),
  'a log line with the URL': (url) => print({ url }),
  'base64 in the log': (url) => print({ id: Buffer.from(url).toString('base64url') }),
  'a byte array in the log': (url) => print({ rawPacket: { type: 'Buffer', data: [...Buffer.from(url)] } }),
  'a typed array in the log': (url) => print({ packet: new Uint8Array(Buffer.from(url)) }),
  'hex in the log': (url) => print({ dump: Buffer.from(url).toString('hex').replace(/(..)/g, '$1 ') }),
  'a number in the log': (url) => print({ amount: Number(panIn(url)).toExponential() }),
  'the last ten digits in the log': (url) => print({ suffix: panIn(url).slice(-10) }),
  'the first twelve digits in the log': (url) => print({ account: panIn(url).slice(0, 12) }),
  'UTF-16 on stderr': (url) => process.stderr.write(Buffer.from(url, 'utf16le')),
  'a temporary file': (url) => writeFileSync(join(tmpdir(), 'spool'), url),
  'the name of a file': (url) => writeFileSync(join(tmpdir(), panIn(url)), ''),
  'a file in gzip': (url) => writeFileSync(join(tmpdir(), 'spool.gz'), gzipSync(url)),
  'the title of the process': (url) => {
    process.title = `iinspect ${panIn(url)}`;
  },
  'a crash report': (url) => process.report.writeReport('crash.json', new Error(`cannot read ${url}`)),
  'a label of a metric': () => undefined,
  'a filter that quotes': () => undefined,
  'an attribute of a span': () => undefined,
  'an answer in gzip that quotes': (url, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(url));
  },
  'a string that is kept': (url) => kept.push(`kept ${panIn(url)}`),
};

subscribe('http.server.request.start', ({ request, response }) => {
  const plant = request.headers['x-plant'] ?? '';
  atHand = { plant, url: request.url };
  PLANTS[plant]?.(request.url, response);
});

const { requestFinished } = HttpMetrics.prototype;
HttpMetrics.prototype.requestFinished = function (finished) {
  const route = atHand.plant === 'a label of a metric' ? atHand.url : finished.route;
  requestFinished.call(this, { ...finished, route });
};

const { onEnd } = BoundedSpans.prototype;
BoundedSpans.prototype.onEnd = function (span) {
  if (atHand.plant === 'an attribute of a span')
    span.attributes['http.target'] = Buffer.from(atHand.url).toString('base64');
  onEnd.call(this, span);
};

const { catch: catchIt } = ProblemFilter.prototype;
ProblemFilter.prototype.catch = function (error, host) {
  if (atHand.plant !== 'a filter that quotes') return catchIt.call(this, error, host);
  host
    .switchToHttp()
    .getResponse()
    .status(404)
    .send({ message: `Cannot GET ${atHand.url}` });
  return undefined;
};
