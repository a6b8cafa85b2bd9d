import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ArtifactError, hashedBytes, recordedSha256, Sections, writeSections, type Sha256 } from './section-buffer.js';

const KIND = { kind: 7, formatVersion: 3 };
const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const artifact = (): ArrayBuffer =>
  writeSections(
    KIND,
    new Map<string, Uint8Array | Uint16Array | Uint32Array>([
      ['bytes', Uint8Array.of(1, 2, 3)],
      ['words', Uint16Array.of(400, 500)],
      ['longs', Uint32Array.of(70_000)],
      ['sixteen.letters.', new Uint8Array(0)],
    ]),
    sha256,
  );

/** A copy with one 32-bit word of the header replaced. */
function withWord(offset: number, value: number): ArrayBuffer {
  const buffer = artifact();
  new DataView(buffer).setUint32(offset, value, true);
  return buffer;
}

function faultOf(buffer: ArrayBuffer): string {
  try {
    new Sections(buffer, KIND).u8('bytes');
    return 'none';
  } catch (error) {
    if (error instanceof ArtifactError) return error.fault;
    throw error;
  }
}

describe('an artifact', () => {
  test('gives back what was written, in place', () => {
    const sections = new Sections(artifact(), KIND);
    expect([...sections.u8('bytes')]).toEqual([1, 2, 3]);
    expect([...sections.u16('words')]).toEqual([400, 500]);
    expect([...sections.u32('longs')]).toEqual([70_000]);
    expect([...sections.u8('sixteen.letters.')]).toEqual([]);
  });

  test('carries the SHA-256 of all but its magic and its checksum', () => {
    const buffer = artifact();
    const expected = createHash('sha256').update(hashedBytes(buffer)).digest('hex');
    expect(new Sections(buffer, KIND).sha256).toBe(expected);
    expect(recordedSha256(buffer)).toBe(expected);
    expect(hashedBytes(buffer)).toHaveLength(buffer.byteLength - 40);
  });

  test.each([
    ['nothing', new ArrayBuffer(0), 'not_an_artifact'],
    ['other bytes', new ArrayBuffer(200), 'not_an_artifact'],
    ['another kind', withWord(40, 8), 'wrong_kind'],
    ['another format version', withWord(44, 4), 'wrong_version'],
    ['a byte less', artifact().slice(0, -1), 'wrong_size'],
    ['more sections than bytes', withWord(52, 0xffff), 'corrupt'],
    ['a section beyond the end', withWord(64 + 16, 0xfff8), 'corrupt'],
    ['a section that is not aligned', withWord(64 + 16, 161), 'corrupt'],
    ['a section that is missing', withWord(64, 0x41414141), 'corrupt'],
  ])('refuses %s', (_, buffer, fault) => {
    expect(faultOf(buffer)).toBe(fault);
  });

  test('is refused at every truncation, never misread', () => {
    const whole = artifact();
    for (let size = 0; size < whole.byteLength; size++) expect(faultOf(whole.slice(0, size))).not.toBe('none');
  });

  test('says what to do about another version', () => {
    expect(new ArtifactError('wrong_version').message).toContain('build it again');
  });

  test('refuses a section name that would be cut', () => {
    const sections = new Map([['seventeen.letters', new Uint8Array(1)]]);
    expect(() => writeSections(KIND, sections, sha256)).toThrow(RangeError);
  });
});
