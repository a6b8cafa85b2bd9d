/** What is in the image, file by file. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { holds, same } from './checklist.ts';

export interface Contents {
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

const MEGABYTES_MAX = 240;

/** Mode bits: for group and others to write; to run as somebody else. */
const FOREIGN_WRITE = 0o022;
const SET_ID = 0o6000;

/** Programs by which somebody inside could go on: the image has none of them, and no manager of packages. */
const SHELLS = /^(?:sh|ash|bash|dash|zsh|ksh|busybox|env|perl|python[\d.]*|npm|npx|corepack|apt.*|dpkg|curl|wget)$/;
/** Secrets, trust of the machine that built it, sources, and what only tests and people need. */
const STRAY = [
  /\.(?:pem|crt|key|p12)$/,
  /(?:^|\/)(?:id_rsa|\.npmrc|npmrc|\.env|\.git|shadow|ca-certificates.*)$/,
  /\.(?:ts|spec\.js|map)$/,
  /(?:^|\/)(?:jest|typescript|eslint|test|tests)(?:\/|$)/,
];

const PARTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Node', /^usr\/local\/bin\/node$/],
  ['libraries of Debian', /\.so(?:\.\d+)*$/],
  ['the service', /^app\//],
  ['licences and bill of materials', /^usr\/share\/doc\//],
];

export function contentsOf(root: string): readonly Contents[] {
  return readdirSync(root, { recursive: true, withFileTypes: true }).map((entry: Dirent) => {
    const path = join(entry.parentPath, entry.name);
    const { size, mode, uid } = lstatSync(path);
    const [isFile, isFolder] = [entry.isFile(), entry.isDirectory()];
    return {
      path: relative(root, path),
      bytes: isFile ? size : 0,
      mode: entry.isSymbolicLink() ? 0 : mode,
      uid,
      isFile,
      isFolder,
    };
  });
}

/** @returns Its size, by parts. */
export function checkSize(contents: readonly Contents[]): string {
  const left = new Set(contents);
  const sizes = PARTS.map(([name, pattern]) => {
    const part = [...left].filter(({ path }) => pattern.test(path));
    for (const each of part) left.delete(each);
    holds(bytesOf(part) > 0, `nothing is found of: ${name}`);
    return `${name} ${megabytes(bytesOf(part))}`;
  });
  const total = bytesOf(contents);
  holds(total <= MEGABYTES_MAX * 1e6, `${megabytes(total)}, more than ${MEGABYTES_MAX} MB`);
  return `${megabytes(total)} (${[...sizes, `the rest ${megabytes(bytesOf([...left]))}`].join(', ')})`;
}

export function checkNothingElse(contents: readonly Contents[]): string {
  same(
    named(contents, ({ path, isFolder }) => !isFolder && SHELLS.test(basename(path))),
    [],
    'programs',
  );
  same(
    named(contents, ({ path }) => STRAY.some((pattern) => pattern.test(path))),
    [],
    'stray files',
  );
  return `${contents.filter(({ isFile }) => isFile).length} files`;
}

/** Whoever runs as 65532 owns nothing and may write nowhere. */
export function checkOwners(contents: readonly Contents[]): undefined {
  same(
    named(contents, ({ uid }) => uid !== 0),
    [],
    'files that are not of root',
  );
  same(
    named(contents, ({ mode }) => (mode & FOREIGN_WRITE) !== 0),
    [],
    'files that others may write',
  );
  same(
    named(contents, ({ mode }) => (mode & SET_ID) !== 0),
    [],
    'files that run as somebody else',
  );
}

function named(contents: readonly Contents[], matches: (each: Contents) => boolean): readonly string[] {
  return contents.filter(matches).map(({ path }) => path);
}

function bytesOf(contents: readonly Contents[]): number {
  return contents.reduce((sum, { bytes }) => sum + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
