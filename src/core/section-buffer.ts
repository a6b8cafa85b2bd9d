/**
 * One ArrayBuffer of named, aligned sections behind a versioned header: the family of our compiled artifacts.
 *
 *     0  magic "IINSPECT"      8  SHA-256 of everything from byte 40 on (32 bytes)
 *    40  kind (u32)           44  format version (u32)      48  total bytes (u32)      52  section count (u32)
 *    64  section table: per section a 16-byte ASCII name, offset (u32), byte length (u32)
 *     …  sections, each aligned to 8 bytes so that typed arrays can view them in place
 *
 * Numbers are little-endian, as on every platform we serve; a big-endian host is refused.
 */
const MAGIC = 'IINSPECT';
const HASH_OFFSET = 8;
const HASH_BYTES = 32;
const KIND_OFFSET = HASH_OFFSET + HASH_BYTES;
const VERSION_OFFSET = KIND_OFFSET + 4;
const SIZE_OFFSET = KIND_OFFSET + 8;
const COUNT_OFFSET = KIND_OFFSET + 12;
const HEADER_BYTES = 64;
const NAME_BYTES = 16;
const ENTRY_BYTES = NAME_BYTES + 8;
const ALIGNMENT = 8;

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export type ArtifactFault =
  'not_an_artifact' | 'wrong_kind' | 'wrong_version' | 'wrong_size' | 'corrupt' | 'big_endian_host';

const FAULT_MESSAGES: Readonly<Record<ArtifactFault, string>> = {
  not_an_artifact: 'This is not a compiled iinspect table: the magic is missing.',
  wrong_kind: 'This compiled table is of another kind.',
  wrong_version: 'This compiled table has another format version; build it again with this release.',
  wrong_size: 'This compiled table is truncated or has bytes too many.',
  corrupt: 'This compiled table is damaged.',
  big_endian_host: 'Compiled tables can only be read on little-endian hosts.',
};

/** The bytes are not an artifact this code can read. */
export class ArtifactError extends Error {
  constructor(readonly fault: ArtifactFault) {
    super(FAULT_MESSAGES[fault]);
  }
}

export interface ArtifactKind {
  readonly kind: number;
  readonly formatVersion: number;
}

export type SectionData = Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** @param sections Name (at most 16 ASCII characters) to content. Same sections, same bytes. */
export function writeSections(
  { kind, formatVersion }: ArtifactKind,
  sections: ReadonlyMap<string, SectionData>,
  sha256: Sha256,
): ArrayBuffer {
  refuseBigEndian();
  let offset = aligned(HEADER_BYTES + sections.size * ENTRY_BYTES);
  const offsets = [...sections.values()].map((data) => {
    const start = offset;
    offset = aligned(offset + data.byteLength);
    return start;
  });
  if (offset > 0xffff_ffff) throw new RangeError('An artifact cannot be larger than 4 GB.');
  const buffer = new ArrayBuffer(offset);
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  writeAscii(bytes, 0, MAGIC);
  view.setUint32(KIND_OFFSET, kind, true);
  view.setUint32(VERSION_OFFSET, formatVersion, true);
  view.setUint32(SIZE_OFFSET, offset, true);
  view.setUint32(COUNT_OFFSET, sections.size, true);
  [...sections].forEach(([name, data], index) => {
    if (name.length > NAME_BYTES) throw new RangeError('The name of a section is too long.');
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    writeAscii(bytes, entry, name);
    view.setUint32(entry + NAME_BYTES, offsets[index]!, true);
    view.setUint32(entry + NAME_BYTES + 4, data.byteLength, true);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offsets[index]);
  });
  bytes.set(sha256(hashedBytes(buffer)), HASH_OFFSET);
  return buffer;
}

/** The part of an artifact that its checksum covers: all but the magic and the checksum itself. */
export function hashedBytes(buffer: ArrayBufferLike): Uint8Array {
  return new Uint8Array(buffer, KIND_OFFSET);
}

/**
 * The checksum an artifact carries, lower-case hex. Whoever read the bytes compares it with that of `hashedBytes` before anything
 * else is believed.
 * @throws ArtifactError
 */
export function recordedSha256(buffer: ArrayBufferLike): string {
  refuseForeign(buffer);
  return toHex(new Uint8Array(buffer, HASH_OFFSET, HASH_BYTES));
}

/** How many bytes an artifact says it has. @throws ArtifactError */
export function recordedSize(buffer: ArrayBufferLike): number {
  refuseForeign(buffer);
  return new DataView(buffer).getUint32(SIZE_OFFSET, true);
}

function refuseForeign(buffer: ArrayBufferLike): void {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < HEADER_BYTES || readAscii(bytes, 0, MAGIC.length) !== MAGIC)
    throw new ArtifactError('not_an_artifact');
}

/** Views into an artifact. Sizes and bounds were checked; the checksum is the business of whoever read the bytes. */
export class Sections {
  readonly sha256: string;
  readonly #buffer: ArrayBufferLike;
  readonly #table = new Map<string, { readonly offset: number; readonly byteLength: number }>();

  /** @throws ArtifactError */
  constructor(buffer: ArrayBufferLike, expected: ArtifactKind) {
    refuseBigEndian();
    this.sha256 = recordedSha256(buffer);
    const bytes = new Uint8Array(buffer);
    const view = new DataView(buffer);
    if (view.getUint32(KIND_OFFSET, true) !== expected.kind) throw new ArtifactError('wrong_kind');
    if (view.getUint32(VERSION_OFFSET, true) !== expected.formatVersion) throw new ArtifactError('wrong_version');
    if (recordedSize(buffer) !== buffer.byteLength) throw new ArtifactError('wrong_size');
    this.#buffer = buffer;
    this.#readTable(bytes, view);
  }

  #readTable(bytes: Uint8Array, view: DataView): void {
    const count = view.getUint32(COUNT_OFFSET, true);
    if (HEADER_BYTES + count * ENTRY_BYTES > bytes.length) throw new ArtifactError('corrupt');
    for (let index = 0; index < count; index++) {
      const entry = HEADER_BYTES + index * ENTRY_BYTES;
      const offset = view.getUint32(entry + NAME_BYTES, true);
      const byteLength = view.getUint32(entry + NAME_BYTES + 4, true);
      if (offset % ALIGNMENT !== 0 || offset + byteLength > bytes.length) throw new ArtifactError('corrupt');
      this.#table.set(readAscii(bytes, entry, NAME_BYTES), { offset, byteLength });
    }
  }

  u8(name: string): Uint8Array {
    const { offset, byteLength } = this.#find(name, 1);
    return new Uint8Array(this.#buffer, offset, byteLength);
  }

  u16(name: string): Uint16Array {
    const { offset, byteLength } = this.#find(name, 2);
    return new Uint16Array(this.#buffer, offset, byteLength / 2);
  }

  u32(name: string): Uint32Array {
    const { offset, byteLength } = this.#find(name, 4);
    return new Uint32Array(this.#buffer, offset, byteLength / 4);
  }

  i32(name: string): Int32Array {
    const { offset, byteLength } = this.#find(name, 4);
    return new Int32Array(this.#buffer, offset, byteLength / 4);
  }

  #find(name: string, elementBytes: number): { readonly offset: number; readonly byteLength: number } {
    const section = this.#table.get(name);
    if (section === undefined || section.byteLength % elementBytes !== 0) throw new ArtifactError('corrupt');
    return section;
  }
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function writeAscii(bytes: Uint8Array, offset: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[offset + index] = text.charCodeAt(index);
}

function readAscii(bytes: Uint8Array, offset: number, length: number): string {
  let text = '';
  for (let index = offset; index < offset + length && bytes[index] !== 0; index++)
    text += String.fromCharCode(bytes[index]!);
  return text;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function refuseBigEndian(): void {
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) throw new ArtifactError('big_endian_host');
}
