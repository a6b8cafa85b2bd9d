import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';

import { inProject, readJson, Stop } from './project.mjs';

/** Changes PATH and nothing else of the environment: `node` and the tools of node_modules/.bin now mean the project's. */
export function putNodeFirstOnPath() {
  process.env.PATH = [dirname(findNode()), inProject('node_modules', '.bin'), process.env.PATH].join(delimiter);
}

/** Refuses before a minute is spent on installing. */
export function assertNodeCanBeFound() {
  const { engines, optionalDependencies } = readJson('package.json');
  if (isNewEnough(process.versions.node, engines.node) || packageName() in optionalDependencies) return;
  throw new Stop(advice(engines.node));
}

function findNode() {
  const { node: wanted } = readJson('package.json').engines;
  if (isNewEnough(process.versions.node, wanted)) return process.execPath;
  const packaged = packagedNode();
  if (packaged !== null && starts(packaged)) return packaged;
  throw new Stop(advice(wanted));
}

/** `wanted` is package.json's engines.node, always of the form `>=24.9`. */
function isNewEnough(version, wanted) {
  const [major, minor] = numbers(version);
  const [wantedMajor, wantedMinor] = numbers(wanted);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function numbers(version) {
  return version.match(/\d+/g).map(Number);
}

/** The Node binary that package-lock.json pins for this platform; its package says where in itself the binary is. */
function packagedNode() {
  const manifest = ['node_modules', packageName(), 'package.json'];
  if (!existsSync(inProject(...manifest))) return null;
  return inProject('node_modules', packageName(), readJson(...manifest).bin.node);
}

function packageName() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

/** A glibc binary is there but does not start on Alpine. */
function starts(node) {
  return spawnSync(node, ['--version']).status === 0;
}

function advice(wanted) {
  return (
    `iinspect needs Node ${wanted}; this is Node ${process.versions.node}, and no packaged Node runs on ` +
    `${process.platform}-${process.arch}.\nInstall Node 24 (https://nodejs.org/en/download), then run the same command again.`
  );
}
