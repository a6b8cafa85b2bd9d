/** Reads what the checks of the supply chain look at: our files, the installed tree, and what npm says about both. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lockfile, type Manifest, nameOf, productionPackages } from './supply-chain-lock.ts';
import { productionSbom, type Sbom } from './supply-chain-sbom.ts';

const PROJECT = join(import.meta.dirname, '..');

/** npm writes the whole tree to stdout: 1 MB today. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

export interface TreeSize {
  readonly packages: number;
  readonly bytes: number;
}

export function readLock(): Lockfile {
  return readJson(join(PROJECT, 'package-lock.json')) as Lockfile;
}

export function readManifest(): Manifest {
  return readJson(join(PROJECT, 'package.json')) as Manifest;
}

/** Whether installing runs code of packages. Comments and other settings do not count. */
export function ignoresScripts(): boolean {
  const lines = readFileSync(join(PROJECT, '.npmrc'), 'utf8').split('\n');
  return lines.some((line) => /^\s*ignore-scripts\s*=\s*true\s*$/.test(line));
}

/** As a package states it in its own package.json; null when it is not installed here, or states none. */
export function installedLicence(path: string): string | null {
  const { license } = installedManifest(path);
  return typeof license === 'string' ? license : null;
}

/** @returns Packages whose installed version is another one than the locked one; those of other platforms are not installed. */
export function treeFaults(lock: Lockfile): readonly string[] {
  return productionPackages(lock).flatMap(([path, { version = '', optional }]) => {
    const installed = installedManifest(path);
    if (installed.version === undefined) return optional === true ? [] : [`${path}: locked, but not installed`];
    if (installed.name !== nameOf(path)) return [`${path}: calls itself by another name`];
    return installed.version === version ? [] : [`${path}: ${installed.version} is installed, ${version} is locked`];
  });
}

/** Of what is installed here of the production tree; nested packages count for themselves. */
export function productionTreeSize(lock: Lockfile): TreeSize {
  const paths = productionPackages(lock)
    .map(([path]) => join(PROJECT, path))
    .filter((path) => existsSync(path));
  return { packages: paths.length, bytes: paths.reduce((sum, path) => sum + bytesOf(path), 0) };
}

/** npm's own opinion whether package.json and the lockfile agree; asks no registry. */
export function npmRefusesLock(): boolean {
  try {
    npm('ci', '--dry-run', '--ignore-scripts', '--offline', '--no-audit', '--no-fund');
    return false;
  } catch {
    return true;
  }
}

/** The time is the one of the build that is reproduced, if one is (reproducible-builds.org/specs/source-date-epoch), else now. */
export function writeBillOfMaterials(lock: Lockfile): Sbom {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  const builtAt = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000);
  const whole = JSON.parse(npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx')) as Sbom;
  return productionSbom(whole, lock, builtAt.toISOString());
}

function npm(...args: readonly string[]): string {
  return execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: PROJECT,
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
    shell: process.platform === 'win32',
  });
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesOf(path) : lstatSync(path).size);
  }, 0);
}

interface InstalledManifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: unknown;
}

function installedManifest(path: string): InstalledManifest {
  const file = join(PROJECT, path, 'package.json');
  return existsSync(file) ? (readJson(file) as InstalledManifest) : {};
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
