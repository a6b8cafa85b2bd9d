import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangeRow, sha256, tableSource } from '../../test/support/table-rows.js';
import { buildIinTable } from '../core/iin-table-builder.js';
import { ArtifactError } from '../core/section-buffer.js';
import { openVerifiedTable } from './verified-table.js';

const ARTIFACT = new Uint8Array(buildIinTable(tableSource([rangeRow('visa', '4'), rangeRow('elo', '4011')]), sha256));

describe('a compiled table from a file', () => {
  test('opens when every byte is as it was written', () => {
    expect(openVerifiedTable(ARTIFACT).brands.map(({ id }) => id)).toEqual(['elo', 'visa']);
  });

  test('does not change when the bytes it was read from do', () => {
    const file = ARTIFACT.slice();
    const table = openVerifiedTable(file);
    file.fill(0);
    expect(table.findBrand('visa')?.name).toBe('VISA');
    expect(table.winner(table.trie.find('4111'), 16)).toMatchObject({ brandId: 'visa' });
  });

  test('lies in memory that other threads can read', () => {
    expect(openVerifiedTable(ARTIFACT).bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('is refused when a single bit is wrong, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(ARTIFACT.length - 1), fc.nat(7), (byte, bit) => {
        const damaged = ARTIFACT.slice();
        damaged[byte]! ^= 1 << bit;
        expect(() => openVerifiedTable(damaged)).toThrow(ArtifactError);
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused when it ends too early', () => {
    for (let size = 0; size < ARTIFACT.length; size += 97) {
      expect(() => openVerifiedTable(ARTIFACT.slice(0, size))).toThrow(ArtifactError);
    }
  });
});
