import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatchInputError } from './batch-input-error.js';
import { BLOCK_HEAD_BYTES, BLOCK_TAIL_BYTES, blockCapacity, type LineBlock } from './line-block.js';
import { LineCutter } from './line-cutter.js';

const LINE_BYTES_MAX = 8;
/** A byte order mark, the longest line, its carriage return and its line feed. */
const LONGEST = 3 + LINE_BYTES_MAX + 2;
const ROOM_BYTES = BLOCK_HEAD_BYTES + BLOCK_TAIL_BYTES;
/** The byte more is for the line feed of a line without one. */
const LEAST_BUFFER = ROOM_BYTES + LONGEST + 1;
const MARK = '\xef\xbb\xbf';

interface PlacedLine {
  readonly line: string;
  readonly offset: number;
}

/** A character is a byte. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

interface Feeding {
  readonly bufferBytes?: number;
  /** Cut after every chunk, not only when the buffer is full. */
  readonly isEager?: boolean;
}

function blocksOf(chunks: readonly Uint8Array[], { bufferBytes = LEAST_BUFFER, isEager = false }: Feeding = {}) {
  const cutter = new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(bufferBytes));
  const blocks: LineBlock[] = [];
  const keep = (block: LineBlock | null): void => {
    if (block !== null) blocks.push(block);
  };
  for (const chunk of chunks) {
    for (let at = cutter.add(chunk, 0); at < chunk.length; at = cutter.add(chunk, at)) keep(cutter.cut());
    if (isEager) keep(cutter.cut());
  }
  keep(cutter.end());
  return blocks;
}

/** Every line of the blocks with its end, and where it lies in the input by what its block says. */
function linesOf(blocks: readonly LineBlock[]): readonly PlacedLine[] {
  return blocks.flatMap(({ buffer, from, to, offset }) => {
    const text = textOf(new Uint8Array(buffer).subarray(from, to));
    const hasRoom = from >= BLOCK_HEAD_BYTES && buffer.byteLength - to >= BLOCK_TAIL_BYTES;
    if (!hasRoom || !text.endsWith('\n')) throw new Error(`No block of whole lines: ${JSON.stringify(text)}`);
    return splitLines(text, offset);
  });
}

function splitLines(text: string, offset: number): readonly PlacedLine[] {
  return [...text.matchAll(/[^\n]*\n/g)].map((match) => ({ line: match[0], offset: offset + match.index }));
}

/** What the cutter is for, said of the whole input; of a line that fits into no buffer just enough is left that it is too long. */
function expectedLines(input: string, bufferBytes: number): readonly PlacedLine[] {
  const markBytes = input.startsWith(MARK) ? MARK.length : 0;
  const text = input.slice(markBytes);
  const lines = splitLines(text === '' || text.endsWith('\n') ? text : `${text}\n`, markBytes);
  // The byte left free is for the line feed of a line without one.
  const capacity = blockCapacity(bufferBytes) - 1;
  return lines.map(({ line, offset }) => {
    const before = offset === markBytes ? markBytes : 0;
    return before + line.length <= capacity
      ? { line, offset }
      : { line: `${line.slice(0, LINE_BYTES_MAX + 5 - before)}\n`, offset };
  });
}

function chunksOf(input: string, ...cuts: readonly number[]): readonly Uint8Array[] {
  const bytes = bytesOf(input);
  return [...cuts, bytes.length].map((cut, index) => bytes.slice(cuts[index - 1] ?? 0, cut));
}

/** Before every byte, at every byte, and at every byte and a fifth of those behind it. */
function cutsOf(length: number): readonly (readonly number[])[] {
  const places = Array.from({ length: length + 1 }, (_, at) => at);
  const pairs = places.flatMap((first) =>
    places.filter((second) => second > first && (second - first) % 5 === 1).map((second) => [first, second]),
  );
  return [places, ...places.map((at) => [at]), ...pairs];
}

function faultOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof BatchInputError ? error.fault : String(error);
  }
}

/** Lines of all lengths about the limit, and what stands at the ends. */
const INPUTS = [
  ['nothing', ''],
  ['an empty line', '\n'],
  ['a line without an end', '1234'],
  ['lines', '1\n22\n333\n\n4444\n'],
  ['carriage returns', '1\r\n\r\n\r\r\n12345678\r\n'],
  ['the longest lines', '12345678\n12345678\r\n12345678'],
  ['lines that are too long', '123456789\n1234567890123456789012\n1\n12345678901234567890123456789\n2\n'],
  ['a line that is too long at the end', '1\n1234567890123456789012345'],
  ['a line that is too long without its carriage return', '12345678\r\r\n1\n123456789012345\r\n'],
  ['a mark', `${MARK}1\n22\n`],
  ['a mark before the longest line', `${MARK}12345678\r\n1\n`],
  ['a mark before a line that is too long', `${MARK}123456789012345678901234567\n1\n`],
  ['a mark before a line that is a little too long', `${MARK}123456789\n${MARK}1\n`],
  ['a mark and an empty line', `${MARK}\n1`],
  ['half a mark', '\xef\xbb\n'],
  ['a mark further on', `1\n${MARK}2\n`],
  ['what begins like UTF-16 further on', '1\n\xff\xfe2\n'],
] as const;

describe('the cutter', () => {
  test.each(INPUTS)('makes the same lines of %s wherever the input is cut', (_, input) => {
    for (const bufferBytes of [LEAST_BUFFER, LEAST_BUFFER + 1, LEAST_BUFFER + 9, 1000]) {
      const expected = JSON.stringify(expectedLines(input, bufferBytes));
      for (const cuts of cutsOf(input.length)) {
        const chunks = chunksOf(input, ...cuts);
        expect(JSON.stringify(linesOf(blocksOf(chunks, { bufferBytes })))).toBe(expected);
        expect(JSON.stringify(linesOf(blocksOf(chunks, { bufferBytes, isEager: true })))).toBe(expected);
      }
    }
  });

  test('makes whole lines of chunks however they come', () => {
    const met = { shortened: 0, whole: 0, marked: 0, unended: 0, blocks: 0 };
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom('1', '2', 'a', '\r', '\0', '\xff'), maxLength: 12 }) },
      fc.constantFrom('12345678', '123456789', '1234567890', '1'.repeat(30), '1'.repeat(40), '1'.repeat(70), MARK),
    );
    const input = fc
      .tuple(fc.constantFrom('', '', MARK), fc.array(piece, { maxLength: 8 }), fc.constantFrom('', '\n', '1'))
      .map(([mark, pieces, end]) => mark + pieces.join('\n') + end)
      .filter((text) => !/^(\xff\xfe|\xfe\xff)/.test(text));
    const parts = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 8 }).map((cuts) => cuts.sort((a, b) => a - b));
    fc.assert(
      fc.property(input, parts, fc.integer({ min: 0, max: 20 }), fc.boolean(), (text, cuts, more, isEager) => {
        const bufferBytes = LEAST_BUFFER + more;
        const blocks = blocksOf(chunksOf(text, ...cuts), { bufferBytes, isEager });
        const expected = expectedLines(text, bufferBytes);
        expect(linesOf(blocks)).toEqual(expected);
        const shortened = expected.filter(({ line, offset }) => !`${text}\n`.startsWith(line, offset)).length;
        met.shortened += shortened;
        met.whole += expected.length - shortened;
        met.marked += Number(text.startsWith(MARK));
        met.unended += Number(!text.endsWith('\n'));
        met.blocks += blocks.length;
      }),
      { numRuns: 3000 },
    );
    expect(met.shortened).toBeGreaterThan(500);
    expect(met.whole).toBeGreaterThan(5000);
    expect(met.marked).toBeGreaterThan(500);
    expect(met.unended).toBeGreaterThan(500);
    expect(met.blocks).toBeGreaterThan(5000);
  });

  test('leaves of a line that is too long enough to be too long, mark and carriage return or not', () => {
    for (const before of ['', MARK])
      for (const end of ['\n', '\r\n', '']) {
        const [first] = linesOf(blocksOf([bytesOf(`${before}${'1'.repeat(60)}${end}`)]));
        expect(first!.line.replace(/\r?\n$/, '').length).toBeGreaterThan(LINE_BYTES_MAX);
      }
  });

  test('knows where the line after one that is too long begins', () => {
    const input = `${'1'.repeat(60)}\n22\n${'3'.repeat(61)}\n${'4'.repeat(62)}\n5\n`;
    const offsets = linesOf(blocksOf([bytesOf(input)])).map(({ offset }) => offset);
    expect(offsets).toEqual([0, 61, 64, 126, 189]);
  });

  test('has nothing to give where the input holds no line', () => {
    expect(blocksOf([])).toEqual([]);
    expect(blocksOf([new Uint8Array(0)])).toEqual([]);
    expect(blocksOf([bytesOf(MARK)])).toEqual([]);
    expect(blocksOf([bytesOf('1\n')], { isEager: true })).toHaveLength(1);
  });

  test.each([
    ['a byte', '\xff'],
    ['two bytes of a mark of UTF-8', '\xef\xbb'],
  ])('takes %s alone for a line', (_, input) => {
    expect(linesOf(blocksOf([bytesOf(input)]))).toEqual([{ line: `${input}\n`, offset: 0 }]);
  });

  test.each([
    ['little-endian', '\xff\xfe4\0\n\0'],
    ['little-endian without a line', '\xff\xfe4\0'],
    ['big-endian', '\xfe\xff\x004\0\n'],
    ['of a line that is too long', `\xfe\xff${'\x004'.repeat(40)}`],
    ['empty', '\xff\xfe'],
  ])('refuses UTF-16, %s, wherever it is cut', (_, input) => {
    for (let at = 0; at <= input.length; at++) {
      expect(faultOf(() => blocksOf(chunksOf(input, at)))).toBe('utf_16');
      expect(faultOf(() => blocksOf(chunksOf(input, at), { isEager: true }))).toBe('utf_16');
    }
  });

  test('says how much waits to be cut', () => {
    const cutter = new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(1000));
    expect(cutter.pendingBytes).toBe(0);
    cutter.add(bytesOf('1\n23'), 0);
    expect(cutter.pendingBytes).toBe(4);
    cutter.cut();
    expect(cutter.pendingBytes).toBe(2);
    cutter.end();
    expect(cutter.pendingBytes).toBe(0);
  });

  test('takes up a chunk where it left off, and no further than a buffer holds', () => {
    const cutter = new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(LEAST_BUFFER));
    const chunk = bytesOf('..1\n2\n3\n4\n5\n6\n7\n8\n9\n');
    const stoppedAt = cutter.add(chunk, 2);
    expect(stoppedAt).toBe(2 + LONGEST);
    expect(cutter.add(chunk, stoppedAt)).toBe(stoppedAt);
    expect(linesOf([cutter.cut()!]).map(({ line }) => line)).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n', '6\n']);
  });

  test('is not surprised by what a buffer was used for before', () => {
    const input = `${MARK}1\n22\n${'3'.repeat(30)}\n4`;
    const used = (): ArrayBuffer => new Uint8Array(LEAST_BUFFER + 4).fill(10).buffer;
    const cutter = new LineCutter(LINE_BYTES_MAX, used);
    const blocks: LineBlock[] = [];
    for (const byte of bytesOf(input)) {
      if (cutter.add(Uint8Array.of(byte), 0) === 1) continue;
      blocks.push(cutter.cut()!);
      cutter.add(Uint8Array.of(byte), 0);
    }
    blocks.push(cutter.end()!);
    expect(linesOf(blocks)).toEqual(expectedLines(input, LEAST_BUFFER + 4));
  });

  test('asks for buffers that hold the longest line', () => {
    const make = (bytes: number) => (): unknown => new LineCutter(LINE_BYTES_MAX, () => new ArrayBuffer(bytes));
    expect(make(LEAST_BUFFER - 1)).toThrow(RangeError);
    expect(make(LEAST_BUFFER)).not.toThrow();
  });
});
