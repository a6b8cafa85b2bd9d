import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROWS } from '../../src/core/batch/lines/line-rows.js';
import {
  BLOCK_LINES_MAX,
  INLINE_BLOCK_BYTES,
  TURN_BYTES,
  WORKER_BLOCK_BYTES,
  WORKERS_FROM_BYTES,
} from '../../src/validation/batch/batch-sizes.js';
import { embeddedTable } from '../support/embedded-table.js';
import { quoted, tableRows } from './markdown.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const architecture = readFileSync(join(PROJECT, 'docs', 'architecture.md'), 'utf8');
const [, trieSection = ''] = architecture.split('### The trie');
const { trie, bytes } = embeddedTable;

/** Read by hand, from the layout the page describes. */
function sectionsOf(artifact: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(artifact.buffer, artifact.byteOffset, artifact.byteLength);
  const ascii = (offset: number, length: number): string =>
    new TextDecoder('latin1').decode(artifact.subarray(offset, offset + length)).replaceAll('\0', '');
  expect(ascii(0, 8)).toBe('IINSPECT');
  expect([40, 44, 48].map((offset) => view.getUint32(offset, true))).toEqual([1, 1, artifact.byteLength]);
  return new Map(
    Array.from({ length: view.getUint32(52, true) }, (_, index) => {
      const entry = 64 + index * 24;
      return [ascii(entry, 16), view.getUint32(entry + 20, true)];
    }),
  );
}

/** A release changes figures a little; the page is not rewritten for that. */
function closeTo(actual: number): { min: number; max: number } {
  return { min: actual * 0.9, max: actual * 1.1 };
}

function numberIn(cell: string): number {
  return Number(cell.replaceAll(',', ''));
}

describe('docs/architecture.md', () => {
  test('lists the sections of the artifact, and their sizes within a tenth', () => {
    const rows = tableRows(architecture).filter(([, size]) => /^[\d,]+$/.test(size ?? ''));
    const actual = [...sectionsOf(bytes)];
    const owners = actual.map(([name]) => rows.filter(([pattern]) => matches(quoted(pattern!)[0]!, name)).length);
    expect(owners).toEqual(actual.map(() => 1));
    for (const [pattern, size] of rows) {
      const mine = actual.filter(([name]) => matches(quoted(pattern!)[0]!, name)).map(([, length]) => length);
      const { min, max } = closeTo(mine.reduce((sum, length) => sum + length, 0));
      const written = numberIn(size!);
      expect({ pattern, right: mine.length > 0 && written >= min && written <= max }).toEqual({ pattern, right: true });
    }
  });

  test('counts nodes within a tenth', () => {
    const [, leaves, inner] = /leaves first \(([\d,]+)\), then inner nodes \(([\d,]+)\)/
      .exec(architecture)!
      .map(numberIn);
    for (const [written, actual] of [
      [leaves!, trie.leafCount],
      [inner!, trie.nodeCount - trie.leafCount],
    ] as const) {
      expect(written).toBeGreaterThan(closeTo(actual).min);
      expect(written).toBeLessThan(closeTo(actual).max);
    }
  });

  const drawn = [...trieSection.matchAll(/^ +(\d+) +(inner|leaf [A-Z]) .* (\d) +([a-z_]+|—)(?: .*)?$/gm)];

  test('draws the trie as it is', () => {
    const leaves = new Map<string, number>();
    for (const [, prefix, kind, settle, certain] of drawn) {
      const node = trie.find(prefix!);
      const brand = embeddedTable.certainBrand(node)?.id ?? '—';
      const actual = [prefix, trie.isLeaf(node), embeddedTable.digitsToSettle(node), brand];
      expect(actual).toEqual([prefix, kind !== 'inner', Number(settle), certain]);
      if (kind !== 'inner') expect(leaves.get(kind!) ?? node).toBe(node);
      if (kind !== 'inner') leaves.set(kind!, node);
    }
    expect(drawn).toHaveLength(7);
    expect(new Set(leaves.values()).size).toBe(2);
  });

  test('says who wins at the leaf it draws', () => {
    const leaf = trie.find('436742');
    const winners = [0, 13, 16, 19, 14].map((length) => {
      const winner = embeddedTable.winner(leaf, length);
      return typeof winner === 'string' ? winner : winner?.brandId;
    });
    expect(winners).toEqual(['unionpay', 'visa', 'visa', 'unionpay', 'unionpay']);
  });

  test('is right that no range has cards shorter than twelve digits', () => {
    expect(Math.min(...embeddedTable.ranges.flatMap(({ panLengths }) => panLengths))).toBe(12);
  });

  test('names only files that exist', () => {
    const paths = quoted(architecture).filter((word) => /^(\.?[\w-]+\/)*[\w.-]+\.(ts|mjs|cjs|csv|md|iin)$/.test(word));
    const known = new Set(['src', 'scripts', 'test', 'data'].flatMap((folder) => filesOf(folder)));
    const missing = paths.filter((path) => !existsSync(join(PROJECT, path)) && !known.has(path));
    expect(paths.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });

  test('says how large the pieces of a batch are', () => {
    const [, section = ''] = /## One batch([\s\S]*?)\n## /.exec(architecture) ?? [];
    const kib = (pattern: RegExp): number => Number(pattern.exec(section.replaceAll(/\s+/g, ' '))?.[1]) * 1024;
    const figures = [/up to (\d+) KiB is scanned here/, /pieces of (\d+) KiB/, /after each (\d+) KiB/];
    expect([...figures, /of up to (\d+) KiB and/].map(kib)).toEqual([
      WORKERS_FROM_BYTES,
      INLINE_BLOCK_BYTES,
      TURN_BYTES,
      WORKER_BLOCK_BYTES,
    ]);
    expect(section).toContain(`${BLOCK_LINES_MAX.toLocaleString('en-US')} lines`);
    expect(section).toContain(`on ${ROWS} lines at a time`);
  });

  test('describes every room of src', () => {
    const rooms = readdirSync(join(PROJECT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const [, codemap = ''] = /## Codemap([\s\S]*?)## One request/.exec(architecture) ?? [];
    const full = rooms.filter(({ name }) => readdirSync(join(PROJECT, 'src', name)).length > 0);
    expect(full.filter(({ name }) => !codemap.includes(`src/${name}\``)).map(({ name }) => name)).toEqual([]);
  });

  test('says of each invariant what enforces it', () => {
    const [, list = ''] = /## Invariants([\s\S]*?)## Not here yet/.exec(architecture) ?? [];
    const invariants = list.split(/^\d+\. /m).slice(1);
    expect(invariants.length).toBeGreaterThan(10);
    expect(invariants.filter((text) => !text.includes('Enforced by:'))).toEqual([]);
  });
});

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** By their last name, as a paragraph about a room may call them. */
function filesOf(folder: string): readonly string[] {
  const files = readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' });
  return files.map((file) => file.split(/[\\/]/).at(-1)!);
}
