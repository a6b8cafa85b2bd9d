import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { request, upload } from './raw-http.ts';
import type { Vector } from './vectors.ts';

const BATCH = '/v1/cards/batch';

function text(body: string | Buffer, query = '', headers: Readonly<Record<string, string>> = {}): Buffer {
  return upload(`${BATCH}${query}`, body, { 'content-type': 'text/plain', ...headers });
}

function ndjson(body: string | Buffer, query = '', headers: Readonly<Record<string, string>> = {}): Buffer {
  return upload(`${BATCH}${query}`, body, { 'content-type': 'application/x-ndjson', ...headers });
}

function csv(body: string | Buffer, query = '', headers: Readonly<Record<string, string>> = {}): Buffer {
  return upload(`${BATCH}${query}`, body, { 'content-type': 'text/csv', ...headers });
}

function spaced(pan: string): string {
  return pan.replace(/(....)(?=.)/g, '$1 ');
}

/** Lines of batches that are streams, and everything around them: each of the three formats, their columns, ids, headers and codings. */
export const STREAM_LINES: Readonly<Record<string, Vector>> = {
  'a line of text': (pan) => text(`${pan}\n`),
  'a line of text without an end': (pan) => text(pan),
  'a line of text in groups': (pan) => text(`${spaced(pan)}\n`),
  'a line of text with a letter': (pan) => text(`${pan}x\n`),
  'a line of text beyond its limit': (pan) => text(`${pan.repeat(2000)}\n`),
  'two numbers on a line': (pan) => text(`${pan} ${pan}\n`),
  'a line of text after a byte order mark': (pan) => text(`\ufeff${pan}\n`),
  'text in UTF-16': (pan) => text(Buffer.from(`\ufeff${pan}\n`, 'utf16le')),
  'text with NULs': (pan) => text(`${[...pan].join('\0')}\n`),
  'text in full-width digits': (pan) =>
    text(`${pan.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}\n`),
  'text that is no UTF-8': (pan) => text(Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(`${pan}\n`)])),
  'text answered as CSV': (pan) => text(`${pan}\n`, '', { accept: 'text/csv' }),
  'text answered with every field': (pan) => text(`${pan}\n`, '?fields=status,brand,maskedPan,formatted,findings'),
  'a whole card number asked for': (pan) => text(`${pan}\n`, '?fields=pan'),
  'the fields of a stream': (pan) => text('4\n', `?fields=${pan}`),
  'the statuses of a stream': (pan) => text('4\n', `?only=${pan}`),
  'an unknown parameter of a stream': (pan) => text('4\n', `?${pan}=1`),
  'a parameter twice': (pan) => text('4\n', `?only=${pan}&only=${pan}`),
  'a column of text': (pan) => text('4\n', `?panColumn=${pan}`),
  'a line of NDJSON': (pan) => ndjson(`{"pan":"${pan}"}\n`),
  'a string on a line': (pan) => ndjson(`"${pan}"\n`),
  'a number on a line': (pan) => ndjson(`${pan}\n`),
  'a number as the number': (pan) => ndjson(`{"pan":${pan}}\n`),
  'an id that is a card number': (pan) => ndjson(`{"pan":"4","id":"${pan}"}\n`),
  'an id that is a card number in groups': (pan) => ndjson(`{"pan":"4","id":"${spaced(pan)}"}\n`),
  'an id of digits and escapes': (pan) => ndjson(`{"pan":"4","id":"\\u0034${pan.slice(1)}"}\n`),
  'an id that is a number': (pan) => ndjson(`{"pan":"4","id":${pan}}\n`),
  'an id in full-width digits': (pan) =>
    ndjson(`{"pan":"4","id":"${pan.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}"}\n`),
  'an id answered as CSV': (pan) => ndjson(`{"pan":"4","id":"${pan}"}\n`, '', { accept: 'text/csv' }),
  'another property of a line': (pan) => ndjson(`{"pan":"4","note":"${pan}"}\n`),
  'the name of a property': (pan) => ndjson(`{"${pan}":"4"}\n`),
  'a line that is an array': (pan) => ndjson(`["${pan}"]\n`),
  'a line cut short': (pan) => ndjson(`{"pan":"${pan}`),
  'a line with a word too many': (pan) => ndjson(`{"pan":"${pan}"} oops\n`),
  'a card number of escapes': (pan) => ndjson(`{"pan":"${pan.replace(/\d/g, (digit) => `\\u003${digit}`)}"}\n`),
  'a poisoned line': (pan) => ndjson(`{"__proto__":{"pan":"${pan}"},"pan":"${pan}"}\n`),
  'a property twice': (pan) => ndjson(`{"pan":"${pan}","pan":"${pan}"}\n`),
  'a nested line': (pan) => ndjson(`{"pan":{"pan":"${pan}"}}\n`),
  'JSON text sequences': (pan) => upload(BATCH, `\u001e{"pan":"${pan}"}\n`, { 'content-type': 'application/json-seq' }),
  'a row of CSV': (pan) => csv(`pan\n${pan}\n`),
  'a quoted field of CSV': (pan) => csv(`pan,id\n"${pan}","a"\n`),
  'an id of CSV': (pan) => csv(`pan,id\n4,${pan}\n`),
  'an id of CSV with quotes in it': (pan) => csv(`pan,id\n4,"a""${pan}"\n`),
  'a header of CSV that is a card number': (pan) => csv(`${pan}\n4\n`),
  'a header of CSV without our columns': (pan) => csv(`a${pan},b\n4,5\n`),
  'a header of CSV with a column twice': (pan) => csv(`pan,pan,a${pan}\n4,4,4\n`),
  'a quote of CSV that nobody closes': (pan) => csv(`pan,id\n"${pan}\n`),
  'a row of CSV with too many fields': (pan) => csv(`pan,id\n4,5,${pan},${pan}\n`),
  'a column of CSV that is not there': (pan) => csv('pan,id\n4,5\n', `?panColumn=${pan}`),
  'an id column of CSV that is not there': (pan) => csv('pan,id\n4,5\n', `?idColumn=${pan}`),
  'a delimiter of CSV': (pan) => csv('pan,id\n4,5\n', `?delimiter=${pan}`),
  'a header switch of CSV': (pan) => csv('pan,id\n4,5\n', `?header=${pan}`),
  'CSV without a header': (pan) => csv(`${pan},${pan}\n`, '?header=false&panColumn=1&idColumn=2'),
  'CSV answered as CSV': (pan) => csv(`pan,id\n${pan},${pan}\n`, '', { accept: 'text/csv' }),
  'a body in gzip': (pan) => text(gzipSync(`${pan}\n`), '', { 'content-encoding': 'gzip' }),
  'a body in gzip, cut short': (pan) => text(gzipSync(`${pan}\n`).subarray(0, 20), '', { 'content-encoding': 'gzip' }),
  'a body in br': (pan) => text(brotliCompressSync(`${pan}\n`), '', { 'content-encoding': 'br' }),
  'a body in zstd': (pan) => ndjson(zstdCompressSync(`"${pan}"\n`), '', { 'content-encoding': 'zstd' }),
  'a body in deflate': (pan) => ndjson(deflateSync(`"${pan}"\n`), '', { 'content-encoding': 'deflate' }),
  'a body that is not as it says': (pan) => text(`${pan}\n`, '', { 'content-encoding': 'gzip' }),
  'a body in a coding nobody knows': (pan) => text(`${pan}\n`, '', { 'content-encoding': `x${pan}` }),
  'an answer in gzip': (pan) => ndjson(`{"pan":"4","id":"${pan}"}\n"${pan}"\n`, '', { 'accept-encoding': 'gzip' }),
  'an answer in br': (pan) => ndjson(`{"pan":"4","id":"${pan}"}\n"${pan}"\n`, '', { 'accept-encoding': 'br' }),
  'an answer in zstd': (pan) => ndjson(`{"pan":"4","id":"${pan}"}\n"${pan}"\n`, '', { 'accept-encoding': 'zstd' }),
  'the charset of a stream': (pan) => upload(BATCH, `${pan}\n`, { 'content-type': `text/plain; charset=x${pan}` }),
  'trailers of a stream': (pan) =>
    request('POST', BATCH, {
      headers: { 'content-type': 'text/plain', 'transfer-encoding': 'chunked', trailer: `x-${pan}` },
    }) + `2\r\n4\n\r\n0\r\nx-${pan}: ${pan}\r\n\r\n`,
  'the extension of a chunk': (pan) =>
    request('POST', BATCH, { headers: { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' } }) +
    `2;a=${pan}\r\n4\n\r\n0\r\n\r\n`,
};
