import { describe, expect, test } from '@jest/globals';
import { AnswerEncoder } from './answer-encoder.js';

const CHUNK = new Uint8Array(200_000).map((_, index) => (index * 7919) % 251);

describe.each(['gzip', 'zstd'] as const)('an answer in %s whose client leaves', (coding) => {
  test('ends when it was closed before', async () => {
    const encoder = new AnswerEncoder(coding);
    await encoder.encode(CHUNK);
    encoder.close();
    expect(await encoder.end()).toEqual([]);
  });

  test('ends when it is closed while it ends', async () => {
    const encoder = new AnswerEncoder(coding);
    await encoder.encode(CHUNK);
    const ending = encoder.end();
    encoder.close();
    expect(await ending).toBeInstanceOf(Array);
  });

  test('keeps nobody waiting that is closed while it encodes, nor afterwards', async () => {
    const encoder = new AnswerEncoder(coding);
    const encoding = encoder.encode(CHUNK);
    encoder.close();
    expect(await encoding).toBeInstanceOf(Array);
    expect(await encoder.encode(CHUNK)).toEqual([]);
  });

  test('leaves no listeners behind, however many pieces there are', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', hear);
    const encoder = new AnswerEncoder(coding);
    for (let piece = 0; piece < 30; piece++) await encoder.encode(CHUNK.subarray(0, 100));
    await encoder.end();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });
});
