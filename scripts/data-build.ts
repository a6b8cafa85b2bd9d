/** `npm run data:build`: compiles `data/` into the embedded table. `--check` only compares, and fails on a difference. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildIinTable, TableSourceError } from '../dist/core/iin-table-builder.js';
import { IinTable } from '../dist/core/iin-table.js';
import { readTableSource } from './table-source.ts';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'src', 'bin-data', 'embedded.iin');
const check = process.argv.includes('--check');

try {
  const buffer = buildIinTable(readTableSource(), (bytes) => createHash('sha256').update(bytes).digest());
  const { version, brands, ranges, trie } = IinTable.open(buffer);
  const summary = `${version}: ${String(brands.length)} brands, ${String(ranges.length)} ranges, ${String(trie.nodeCount)} trie nodes, ${String(buffer.byteLength)} bytes`;
  if (!check) writeFileSync(TARGET, Buffer.from(buffer));
  if (check && !readFileSync(TARGET).equals(Buffer.from(buffer))) {
    console.error(`${relative(ROOT, TARGET)} is not what data/ says (${summary}). Run: npm run data:build`);
    process.exitCode = 1;
  } else {
    console.log(`${relative(ROOT, TARGET)} ${check ? 'is' : 'is now'} ${summary}`);
  }
} catch (error) {
  if (!(error instanceof TableSourceError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
