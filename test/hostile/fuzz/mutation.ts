import { Buffer } from 'node:buffer';
import type { Random } from './random.ts';

/** Pieces that mean something to a parser of ours, to another one or to nobody. */
const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    "'",
    '\\',
    ',',
    ':',
    ';',
    '=',
    '&',
    '%',
    '#',
    '?',
    '/',
    '..',
    '\0',
    '\r',
    '\n',
    '\r\n',
  ],
  ...[
    '\\u',
    '\\u0000',
    '\\ud800',
    '\ud83d\ude00',
    '\ufeff',
    '\u2028',
    '\uff14',
    '\u0664',
    '%00',
    '%zz',
    '%2e',
    '\x1b[0m',
    '\x7f',
  ],
  ...[
    'null',
    'true',
    '1e400',
    '-0',
    '9007199254740993',
    '__proto__',
    'constructor',
    'toString',
    '...',
    '$p',
    '@include(if:true)',
  ],
  ...['"pan"', '"id"', '"digits"', 'pan', '"""', '""', '0x1f', ' ', '\t', '-', '_', '4111', '0', '9'],
].map((text) => Buffer.from(text));
const LENGTH_MAX = 4096;
const LONG = 60;
const STEPS_MAX = 6;

/** Somebody's bytes with up to six things done to them. */
export function mutate(seed: Buffer, random: Random): Buffer {
  let bytes = seed.length > LENGTH_MAX ? seed.subarray(0, LENGTH_MAX) : seed;
  const times = random.oneIn(2) ? 1 : 1 + random.below(STEPS_MAX);
  for (let step = 0; step < times; step++) bytes = change(bytes, random);
  return bytes;
}

function change(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(12));
  switch (random.below(8)) {
    case 0:
      return splice(bytes, at, at, random.pick(PIECES));
    case 1:
      return splice(bytes, at, end, Buffer.alloc(0));
    case 2:
      return splice(bytes, at, end, random.pick(PIECES));
    case 3:
      return splice(bytes, at, Math.min(bytes.length, at + 1), Buffer.from([random.below(256)]));
    case 4:
      return splice(bytes, at, at, bytes.subarray(at, end));
    case 5:
      return bytes.subarray(0, at);
    case 6:
      return splice(bytes, at, at, repeat(random.pick(PIECES), 1 + random.below(LONG)));
    default:
      return flip(bytes, at, random);
  }
}

function splice(bytes: Buffer, start: number, end: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(end)]);
}

function repeat(piece: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => piece));
}

function flip(bytes: Buffer, at: number, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  if (at < flipped.length) flipped[at] = flipped[at]! ^ (1 << random.below(8));
  return flipped;
}
