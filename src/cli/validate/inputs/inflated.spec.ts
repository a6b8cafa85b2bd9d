import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { inflated } from './inflated.js';
import type { Compression } from './input-name.js';

const COMPRESS = { gzip: gzipSync, zstd: zstdCompressSync } as const;

async function textOf(chunks: readonly Uint8Array[], compression: Compression): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of inflated(Readable.from(chunks), compression)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each(['gzip', 'zstd'] as const)('a file of several parts, each %s by itself', (compression) => {
  const texts = ['first\n', '', 'second\n'.repeat(30), 'third'];
  const parts = texts.map((text) => COMPRESS[compression](text));
  const whole = Buffer.concat(parts);

  test('is one text, wherever it is cut into chunks', async () => {
    expect(await textOf([whole], compression)).toBe(texts.join(''));
    for (let at = 1; at < whole.length; at++) {
      expect(await textOf([whole.subarray(0, at), whole.subarray(at)], compression)).toBe(texts.join(''));
    }
    expect(
      await textOf(
        [...whole].map((byte) => Uint8Array.of(byte)),
        compression,
      ),
    ).toBe(texts.join(''));
  });

  test('is damaged when it ends within a part', async () => {
    const ends = parts.map((_, index) => Buffer.concat(parts.slice(0, index + 1)).length);
    for (let length = 1; length < whole.length; length++) {
      if (ends.includes(length)) continue;
      const cut = whole.subarray(0, length);
      await expect(textOf([cut], compression)).rejects.toThrow();
      await expect(textOf([cut.subarray(0, -1), cut.subarray(-1)], compression)).rejects.toThrow();
      for (const end of ends.filter((end) => end < length)) {
        await expect(textOf([cut.subarray(0, end), cut.subarray(end)], compression)).rejects.toThrow();
      }
    }
  });

  test('is damaged when something else follows', async () => {
    for (const junk of ['x', 'junk', 'a long line of something else\n'.repeat(9)]) {
      const bytes = Buffer.from(junk);
      await expect(textOf([Buffer.concat([whole, bytes])], compression)).rejects.toThrow();
      await expect(textOf([whole, bytes], compression)).rejects.toThrow();
    }
  });
});

test.each(['gzip', 'zstd'] as const)('a file without a byte is not what %s makes of nothing', async (compression) => {
  await expect(textOf([], compression)).rejects.toThrow();
});
