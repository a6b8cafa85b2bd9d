import { Buffer } from 'node:buffer';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { BatchAborted } from '../../core/batch/batch-summary.js';
import { decodeBody, type InflationLimits } from './body-decoder.js';

const MIB = 1024 * 1024;
const LIMITS: InflationLimits = { batchInflationRatioMax: 250, batchInflatedBytesMax: 64 * MIB };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

interface Decoded {
  readonly text: string;
  readonly bytes: number;
  readonly reason: string | null;
}

async function decode(
  coding: 'gzip' | 'zstd',
  bytes: Uint8Array,
  size = bytes.length,
  limits: Partial<InflationLimits> = {},
): Promise<Decoded> {
  const out: Uint8Array[] = [];
  let reason: string | null = null;
  try {
    for await (const chunk of decodeBody(pieces(bytes, size), coding, { ...LIMITS, ...limits })) out.push(chunk);
  } catch (error) {
    if (!(error instanceof BatchAborted)) throw error;
    reason = error.reason;
  }
  const all = Buffer.concat(out);
  return { text: all.toString(), bytes: all.length, reason };
}

/** Does not compress to nothing. */
const LINES = Array.from({ length: 500 }, (_, index) => `line ${(index * 7919) % 997}\n`).join('');

describe.each([
  ['gzip' as const, (text: string | Buffer) => gzipSync(text)],
  ['zstd' as const, (text: string | Buffer) => zstdCompressSync(text)],
])('a body in %s', (coding, encode) => {
  it.each([1, 2, 7, 64, 100_000])('is the same in chunks of %i', async (size) => {
    expect(await decode(coding, encode(LINES), size)).toEqual({ text: LINES, bytes: LINES.length, reason: null });
  });

  it.each([1, 5, 17, 100_000])('of several parts is one body, in chunks of %i', async (size) => {
    const parts = Buffer.concat([encode('one\n'), encode(LINES), encode(''), encode('end\n')]);
    expect(await decode(coding, parts, size)).toMatchObject({ text: `one\n${LINES}end\n`, reason: null });
  });

  it('of nothing at all is empty', async () => {
    expect(await decode(coding, new Uint8Array(0), 1)).toEqual({ text: '', bytes: 0, reason: null });
  });

  it('that was cut off anywhere gives what there was and says so', async () => {
    const whole = encode(LINES);
    for (let length = 1; length < whole.length; length += 37) {
      const { text, reason } = await decode(coding, whole.subarray(0, length), 50);
      expect({ length, reason, isBeginning: LINES.startsWith(text) }).toEqual({
        length,
        reason: 'encoding_damaged',
        isBeginning: true,
      });
    }
  });

  it('that is none of the kind is damaged', async () => {
    expect(await decode(coding, Buffer.from('"4111111111111111"\n'))).toMatchObject({ reason: 'encoding_damaged' });
  });

  it('that is followed by something else is damaged', async () => {
    const bytes = Buffer.concat([encode('one\n'), Buffer.from('something else')]);
    expect(await decode(coding, bytes, 6)).toMatchObject({ text: 'one\n', reason: 'encoding_damaged' });
  });

  it('may not become longer than the limit', async () => {
    const limits = { batchInflatedBytesMax: 200_000 };
    const { bytes, reason } = await decode(coding, encode(LINES.repeat(100)), 1000, limits);
    expect(reason).toBe('inflated_max');
    expect(bytes).toBeLessThanOrEqual(200_000);
  });

  it('that is mostly air is stopped soon after the first MiB', async () => {
    const { bytes, reason } = await decode(coding, encode(Buffer.alloc(50 * MIB)), 1000);
    expect(reason).toBe('inflation_ratio_max');
    expect(bytes).toBeLessThan(2 * MIB);
    expect(await decode(coding, encode(Buffer.alloc(MIB)), 1000)).toMatchObject({ bytes: MIB, reason: null });
  });
});

describe('a body of many zstd frames', () => {
  const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);

  it.each([
    ['that are empty', zstdCompressSync('')],
    ['that are to be skipped', SKIPPABLE],
    ['that hold next to nothing', zstdCompressSync('1\n')],
  ])('%s is stopped before it has cost much', async (_what, frame) => {
    const { bytes, reason } = await decode('zstd', Buffer.concat(Array.from({ length: 100 }, () => frame)), 1000);
    expect(reason).toBe('inflation_ratio_max');
    expect(bytes).toBeLessThan(100);
  });

  it('of a real size is one body, and so are a few small ones', async () => {
    const large = Array.from({ length: 100 }, () => zstdCompressSync(LINES));
    const small = Array.from({ length: 10 }, () => zstdCompressSync(''));
    const { text, reason } = await decode('zstd', Buffer.concat([...small, ...large]), 1000);
    expect(reason).toBeNull();
    expect(text).toBe(LINES.repeat(100));
  });
});

describe('a body in gzip that is padded', () => {
  const PADDED = Buffer.concat([gzipSync('one\n'), gzipSync(LINES), Buffer.alloc(1000)]);

  it.each([1, 5, 17, 100_000])('with zeros is whole, in chunks of %i', async (size) => {
    expect(await decode('gzip', PADDED, size)).toMatchObject({ text: `one\n${LINES}`, reason: null });
  });

  it.each([1, 100_000])('with zeros and then something else is damaged, in chunks of %i', async (size) => {
    const bytes = Buffer.concat([PADDED, gzipSync('end\n')]);
    expect(await decode('gzip', bytes, size)).toMatchObject({ text: `one\n${LINES}`, reason: 'encoding_damaged' });
  });

  it('with zeros before it begins is damaged', async () => {
    expect(await decode('gzip', Buffer.alloc(20), 7)).toMatchObject({ bytes: 0, reason: 'encoding_damaged' });
  });
});
