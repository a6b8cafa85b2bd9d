/** `npm run supply:check`: what this service is made of, and whether it can be installed safely. Asks no network. */
import {
  ignoresScripts,
  installedLicence,
  npmRefusesLock,
  productionTreeSize,
  readLock,
  readManifest,
  treeFaults,
  writeBillOfMaterials,
} from './supply-chain-files.ts';
import { countLicences, licenceFaults } from './supply-chain-licences.ts';
import { INSTALL_SCRIPTS_NOT_NEEDED, lockedPackages, lockFaults, productionPackages } from './supply-chain-lock.ts';
import { sbomFaults } from './supply-chain-sbom.ts';

const lock = readLock();
const sbom = writeBillOfMaterials(lock);

const checks: readonly (readonly [name: string, faults: readonly string[]])[] = [
  [
    '.npmrc: no package runs code while it is installed',
    ignoresScripts() ? [] : ['.npmrc: ignore-scripts is not true'],
  ],
  ['package-lock.json: exact, complete, hashed with SHA-512', lockFaults(readManifest(), lock)],
  ['npm ci would take it', npmRefusesLock() ? ['npm ci: package.json and package-lock.json disagree'] : []],
  ['node_modules: what is locked is installed', treeFaults(lock)],
  ['licences of what ships: allowed, every one', licenceFaults(lock, installedLicence)],
  ['SBOM: all that ships and nothing else', sbomFaults(sbom, lock)],
];

for (const [name, faults] of checks) {
  console.log(`${faults.length === 0 ? 'ok     ' : 'FAILED '} ${name}`);
  for (const fault of faults) console.log(`          ${fault}`);
}
printTree();
const failed = checks.filter(([, faults]) => faults.length > 0).length;
console.log(failed === 0 ? '\nAll is well.' : `\n${failed} of ${checks.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

function printTree(): void {
  const { packages, bytes } = productionTreeSize(lock);
  const production = productionPackages(lock).length;
  const all = lockedPackages(lock).length;
  const scripts = lockedPackages(lock).filter(([, { hasInstallScript }]) => hasInstallScript === true).length;
  console.log(`
Ships:        ${production} packages, ${packages} of them on this platform, ${(bytes / 1e6).toFixed(1)} MB with Node itself
              ${licenceList('production')}
Development:  ${all - production} packages
              ${licenceList('development')}
Not run:      ${scripts} install scripts; ${Object.keys(INSTALL_SCRIPTS_NOT_NEEDED).length} packages are known to have one
Not checked:  signatures of the registry (npm audit signatures) and advisories (npm audit) need a network that has them`);
}

function licenceList(scope: 'production' | 'development'): string {
  return countLicences(lock, scope)
    .map(([licence, count]) => `${licence} ${count}`)
    .join(', ');
}
