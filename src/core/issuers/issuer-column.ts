import { ArtifactError, type Sections } from '../section-buffer.js';

export type Column = Uint8Array | Uint16Array | Uint32Array;

/** The numbers in as few bytes each as the largest one needs; none when all are 0. */
export function narrowestColumn(values: readonly number[]): Column {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest > 0xffff_ffff) throw new RangeError('A column holds a number beyond 32 bits.');
  if (largest === 0) return new Uint8Array(0);
  if (largest <= 0xff) return Uint8Array.from(values);
  return largest <= 0xffff ? Uint16Array.from(values) : Uint32Array.from(values);
}

/** @param count How many numbers were written: how wide they are follows from it. */
export function openColumn(sections: Sections, name: string, count: number): Column {
  const bytes = sections.u8(name);
  if (bytes.length === 0 || bytes.length === count) return bytes;
  if (bytes.length === count * 2) return sections.u16(name);
  if (bytes.length === count * 4) return sections.u32(name);
  throw new ArtifactError('corrupt');
}
