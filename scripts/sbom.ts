/** `npm run sbom [-- <file>]`: the bill of materials of what ships, as CycloneDX; `dist/sbom.cdx.json` unless told another file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readLock, writeBillOfMaterials } from './supply-chain-files.ts';
import { sbomFaults } from './supply-chain-sbom.ts';

const USUAL_FILE = join(import.meta.dirname, '..', 'dist', 'sbom.cdx.json');

const file = resolve(process.argv[2] ?? USUAL_FILE);
const lock = readLock();
const sbom = writeBillOfMaterials(lock);
const faults = sbomFaults(sbom, lock);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`${file}: ${sbom.components.length} components, ${sbom.serialNumber}`);
