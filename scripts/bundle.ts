/**
 * `npm run bundle [-- --report --folder <other>]`: dist/ and all it needs of node_modules, as few files in bundle/. `node bundle/iinspect.js serve` needs
 * nothing else: it is what the image holds (docs/adr/0027-the-image.md).
 */
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { type BundledPackage, bundledPackages, licenceTexts, ownBytes } from './bundle-packages.ts';
import { FILES, importFaults, optionsFor, PROJECT } from './bundle-plan.ts';
import { bundleSbom, unbilled } from './bundle-sbom.ts';
import { readLock, readManifest, writeBillOfMaterials } from './supply-chain-files.ts';

const HASHBANG = '#!/usr/local/bin/node';

const { values } = parseArgs({
  options: {
    report: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(PROJECT, 'bundle') },
  },
});
const folder = resolve(values.folder);
/** Put together aside: whoever runs the bundle meanwhile has the one before. */
const draft = `${folder}.draft`;

rmSync(draft, { recursive: true, force: true });
const { metafile } = await build(optionsFor(draft));
const packages = bundledPackages(metafile);
const whole = writeBillOfMaterials(readLock());
const sbom = bundleSbom(whole, packages, process.versions.node);
const faults = [
  ...importFaults(metafile),
  ...unbilled(sbom, packages).map((identity) => `${identity}: in the bundle, and not locked for production`),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);

copyFiles();
makeProgram(join(draft, 'iinspect.js'));
writeFileSync(join(draft, 'THIRD-PARTY-LICENSES.txt'), licenceTexts(packages));
writeFileSync(join(draft, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
rmSync(folder, { recursive: true, force: true });
renameSync(draft, folder);
if (values.report) printPackages(metafile, packages);
const files = Object.values(metafile.outputs);
console.log(
  `bundle/: ${megabytes(sum(files))} MB of code in ${files.length} files, of ${packages.length} packages and us.`,
);

function copyFiles(): void {
  const { version } = readManifest() as { readonly version?: string };
  // What Node asks a file of JavaScript for: whether it is a module.
  const manifest = { name: 'iinspect', version, license: 'MIT', private: true, type: 'module' };
  writeFileSync(join(draft, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(PROJECT, 'dist/bin-data/embedded.iin'), join(draft, 'embedded.iin'));
  copyFileSync(join(PROJECT, 'LICENSE'), join(draft, 'LICENSE'));
  for (const file of FILES) {
    mkdirSync(dirname(join(draft, file)), { recursive: true });
    cpSync(join(PROJECT, file), join(draft, file));
  }
}

/** The image has no `env` to look for node. */
function makeProgram(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/^#!.*\n/, `${HASHBANG}\n`));
  chmodSync(file, 0o755);
}

function printPackages(built: Metafile, found: readonly BundledPackage[]): void {
  for (const { name, version, bytes, licence } of found) {
    console.log(`${kilobytes(bytes)}  ${name} ${version} (${licence})`);
  }
  console.log(`${kilobytes(ownBytes(built))}  iinspect itself`);
}

function sum(parts: readonly { readonly bytes: number }[]): number {
  return parts.reduce((total, { bytes }) => total + bytes, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(12);
}
