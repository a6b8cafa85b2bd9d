/** Which licences may ship. An expression of SPDX is read as its grammar says; what is not understood is refused. */
import { type Lockfile, lockedPackages, productionPackages } from './supply-chain-lock.ts';

/** Permissive ones: they ask for their text to be kept, and for nothing of ours. */
const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0', // argparse, a part of the YAML reader below @nestjs/swagger
]);

/** A licence as the lockfile or the package's own package.json states it; null when it states none. */
export type LicenceOf = (path: string) => string | null;

/** @returns The packages that may not ship, each with what it says about itself. */
export function licenceFaults(lock: Lockfile, licenceOf: LicenceOf): readonly string[] {
  return productionPackages(lock).flatMap(([path, locked]) => {
    const stated = [...new Set([locked.license ?? null, licenceOf(path) ?? locked.license ?? null])];
    return stated
      .filter((licence) => licence === null || !isAllowed(licence))
      .map((licence) => `${path}: ${licence === null ? 'states no licence' : `licence ${licence}`}`);
  });
}

/** How many packages are under each expression, most of them first. */
export function countLicences(
  lock: Lockfile,
  scope: 'production' | 'development',
): readonly (readonly [string, number])[] {
  const production = new Set(productionPackages(lock).map(([path]) => path));
  const counts = new Map<string, number>();
  for (const [path, { license = 'none' }] of lockedPackages(lock)) {
    if (production.has(path) === (scope === 'production')) counts.set(license, (counts.get(license) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** `A AND B` needs both, `A OR B` one of them; AND binds closer. `WITH` and `+` are not understood, so refused. */
export function isAllowed(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      at += 1;
      holds = both() || holds;
    }
    return holds;
  };
  const both = (): boolean => {
    let holds = one();
    while (tokens[at] === 'AND') {
      at += 1;
      holds = one() && holds;
    }
    return holds;
  };
  const one = (): boolean => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token !== '(') return ALLOWED_LICENCES.has(token);
    const holds = either();
    at += 1;
    return holds && tokens[at - 1] === ')';
  };
  return either() && at === tokens.length;
}
