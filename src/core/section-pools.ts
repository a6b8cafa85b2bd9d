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
    const encoded = this.#strings.map((text) => new TextEncoder().encode(text));
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
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #made: string[] = [];

  constructor(sections: Sections, name: string) {
    this.#offsets = sections.u32(`${name}.offsets`);
    this.#bytes = sections.u8(`${name}.bytes`);
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
    if (start === undefined || end === undefined) throw new ArtifactError('corrupt');
    return this.#decoder.decode(this.#bytes.subarray(start, end));
  }
}

/** Unique lists of 16-bit numbers. Index 0 is the empty list. */
export class ListPoolBuilder {
  readonly #lists: (readonly number[])[] = [[]];
  readonly #indexOf = new Map<string, number>([['', 0]]);

  add(list: readonly number[]): number {
    const key = list.join();
    const known = this.#indexOf.get(key);
    if (known !== undefined) return known;
    if (list.some((value) => value < 0 || value > 0xffff))
      throw new RangeError('A list holds a number beyond 16 bits.');
    const index = this.#lists.push(list) - 1;
    this.#indexOf.set(key, index);
    return index;
  }

  sections(name: string): [string, Uint16Array | Uint32Array][] {
    return [
      [`${name}.offsets`, offsetsOf(this.#lists.map((list) => list.length))],
      [`${name}.values`, Uint16Array.from(this.#lists.flat())],
    ];
  }
}

export class ListPool {
  readonly #offsets: Uint32Array;
  readonly #values: Uint16Array;
  readonly #made: (readonly number[])[] = [];

  constructor(sections: Sections, name: string) {
    this.#offsets = sections.u32(`${name}.offsets`);
    this.#values = sections.u16(`${name}.values`);
  }

  get(index: number): readonly number[] {
    return (this.#made[index] ??= this.#read(index));
  }

  #read(index: number): readonly number[] {
    const start = this.#offsets[index];
    const end = this.#offsets[index + 1];
    if (start === undefined || end === undefined) throw new ArtifactError('corrupt');
    return [...this.#values.subarray(start, end)];
  }
}

function offsetsOf(lengths: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, index) => (offsets[index + 1] = offsets[index]! + length));
  return offsets;
}
