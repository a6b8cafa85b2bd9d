import { ArtifactError, type Sections } from './section-buffer.js';

/** Unique strings, written as UTF-8 behind a table of offsets. Index 0 is null. */
export class StringPoolBuilder {
  readonly #strings: string[] = [''];
  readonly #indexOf = new Map<string, number>();

  add(text: string | null): number {
    if (text === null) return 0;
    const known = this.#indexOf.get(text);
    if (known !== undefined) return known;
    const index = this.#strings.push(text) - 1;
    this.#indexOf.set(text, index);
    return index;
  }

  sections(name: string): [string, Uint8Array | Uint32Array][] {
    const encoder = new TextEncoder();
    const encoded = this.#strings.map((text) => encoder.encode(text));
    const offsets = offsetsOf(encoded.map((bytes) => bytes.length));
    const bytes = new Uint8Array(offsets.at(-1)!);
    encoded.forEach((part, index) => bytes.set(part, offsets[index]));
    return [
      [`${name}.offsets`, offsets],
      [`${name}.bytes`, bytes],
    ];
  }
}

export class StringPool {
  readonly #offsets: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #made: string[];

  constructor(sections: Sections, name: string) {
    this.#offsets = sections.u32(`${name}.offsets`);
    this.#bytes = sections.u8(`${name}.bytes`);
    if (this.#offsets.at(-1) !== this.#bytes.length) throw new ArtifactError('corrupt');
    this.#made = new Array<string>(this.#offsets.length - 1);
  }

  find(index: number): string | null {
    return index === 0 ? null : this.get(index);
  }

  get(index: number): string {
    return (this.#made[index] ??= this.#read(index));
  }

  #read(index: number): string {
    const start = this.#offsets[index];
    const end = this.#offsets[index + 1];
    if (start === undefined || end === undefined || start > end) throw new ArtifactError('corrupt');
    try {
      return this.#decoder.decode(this.#unshared(start, end));
    } catch {
      throw new ArtifactError('corrupt');
    }
  }

  /** Decoders refuse views on shared memory, so what lies there is copied first. */
  #unshared(start: number, end: number): Uint8Array {
    return this.#bytes.buffer instanceof ArrayBuffer ? this.#bytes.subarray(start, end) : this.#bytes.slice(start, end);
  }
}

export type ListBits = 16 | 32;

/** Unique lists of 16-bit or 32-bit numbers. Index 0 is the empty list. */
export class ListPoolBuilder {
  readonly #lists: (readonly number[])[] = [[]];
  readonly #indexOf = new Map<string, number>([['', 0]]);

  constructor(private readonly bits: ListBits = 16) {}

  add(list: readonly number[]): number {
    const key = list.join();
    const known = this.#indexOf.get(key);
    if (known !== undefined) return known;
    if (list.some((value) => !Number.isInteger(value) || value < 0 || value >= 2 ** this.bits))
      throw new RangeError(`A list holds a number beyond ${this.bits} bits.`);
    const index = this.#lists.push(list) - 1;
    this.#indexOf.set(key, index);
    return index;
  }

  sections(name: string): [string, Uint16Array | Uint32Array][] {
    const Values = this.bits === 16 ? Uint16Array : Uint32Array;
    return [
      [`${name}.offsets`, offsetsOf(this.#lists.map((list) => list.length))],
      [`${name}.values`, Values.from(this.#lists.flat())],
    ];
  }
}

export class ListPool {
  /** How many lists there are, the empty one included. */
  readonly size: number;
  readonly #offsets: Uint32Array;
  readonly #values: Uint16Array | Uint32Array;
  readonly #made: (readonly number[])[] = [];

  constructor(sections: Sections, name: string, bits: ListBits = 16) {
    this.#offsets = sections.u32(`${name}.offsets`);
    this.#values = bits === 16 ? sections.u16(`${name}.values`) : sections.u32(`${name}.values`);
    if (this.#offsets.at(-1) !== this.#values.length) throw new ArtifactError('corrupt');
    this.size = this.#offsets.length - 1;
  }

  get(index: number): readonly number[] {
    return (this.#made[index] ??= this.#read(index));
  }

  #read(index: number): readonly number[] {
    const start = this.#offsets[index];
    const end = this.#offsets[index + 1];
    if (start === undefined || end === undefined || start > end) throw new ArtifactError('corrupt');
    return Object.freeze([...this.#values.subarray(start, end)]);
  }
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  let offset = 0;
  lengths.forEach((length, index) => (offsets[index + 1] = offset += length));
  if (offset > 0xffff_ffff) throw new RangeError('A pool has outgrown its 32-bit offsets.');
  return offsets;
}
