/** A process of its own: scans lines with canaries in every odd place, forgets them, and says which ones its heap still holds. */
import v8 from 'node:v8';
import vm from 'node:vm';
import { loadEmbeddedTable } from '../../dist/bin-data/embedded-iin-source.js';
import { BatchScanner } from '../../dist/core/batch/batch-scanner.js';
import { CardTables } from '../../dist/core/card-tables.js';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
const HEAD = 32;
const TAIL = 64;

/** Canaries are numbers until the heap was looked at: nobody but the scanner ever has them as text. */
const FIRST = 400_987_123_450_000;
const PLACES = {
  json: (pan) => `{"pan":"${pan}","id":"a"}\n`,
  'json, escaped': (pan) => `{"pan":"\\u0034${pan.slice(1)}"}\n`,
  'json, separated': (pan) => `{"pan":"${pan.slice(0, 5)} ${pan.slice(5)}","x":[1]}\n`,
  'json, as id': (pan) => `{"pan":"x","id":"${pan}"}\n`,
  'json, as id with an escape': (pan) => `{"pan":"x","id":"\\u0041${pan}é"}\n`,
  'json, in another property': (pan) => `{"pan":"x","note":"${pan}"}\n`,
  'json, around the shape': (pan) => `{"pan":"4","id":"a","z":"${pan}"}\n`,
  'csv, doubled quotes': (pan) => `"a""${pan}",1\n`,
  'csv, id with doubled quotes': (pan) => `1,"a""${pan}"\n`,
  'csv, separated': (pan) => `${pan.slice(0, 4)}-${pan.slice(4)},"${pan}é"\n`,
  text: (pan) => `${pan}\n`,
  'text, separated': (pan) => `${pan.slice(0, 3)}  ${pan.slice(3)}\n`,
  'text, garbage': (pan) => `x${pan}\n`,
};
const names = Object.keys(PLACES);

const tables = new CardTables(loadEmbeddedTable(), null);
const scanners = [];

function scan(input, texts, output) {
  const columns = input === 'csv' ? { delimiter: 44, pan: 0, id: 1 } : null;
  const fields = ['status', 'brand', 'maskedPan', 'formatted', 'findings'];
  const scanner = new BatchScanner(tables, { input, columns, output, fields, only: [], lineBytesMax: 16_384 });
  const bytes = new TextEncoder().encode(texts.join(''));
  const buffer = new ArrayBuffer(bytes.length + HEAD + TAIL);
  new Uint8Array(buffer).set(bytes, HEAD);
  scanner.begin({ buffer, from: HEAD, to: HEAD + bytes.length, offset: 0 }, 1);
  const out = new Uint8Array(1 << 17);
  while (!scanner.isDone) scanner.fill(out);
  scanner.end();
  scanners.push(scanner);
}

function feed() {
  for (const input of ['ndjson', 'csv', 'text']) {
    const mine = names.filter((name) => name.startsWith({ ndjson: 'json', csv: 'csv', text: 'text' }[input]));
    const texts = mine.map((name) => PLACES[name](String(FIRST + names.indexOf(name))));
    for (const output of ['ndjson', 'csv']) scan(input, texts, output);
  }
}

async function heapText() {
  const chunks = [];
  for await (const chunk of v8.getHeapSnapshot()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

feed();
globalThis.kept = [`kept ${String(FIRST + names.length)}`];
for (let round = 0; round < 5; round++) {
  collect();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const heap = await heapText();
const found = [...names, 'the control'].filter((_, index) => {
  const pan = String(FIRST + index);
  return heap.includes(pan) || heap.includes(`${pan.slice(0, 4)}-${pan.slice(4)}`);
});
process.stdout.write(JSON.stringify({ found, scanners: scanners.length }));
