/** The bill of materials: CycloneDX, of what ships and nothing else. */
import { createHash } from 'node:crypto';
import { type Lockfile, nameOf, productionPackages } from './supply-chain-lock.ts';

/** As much of CycloneDX 1.5 as is read here; the rest is passed on as npm wrote it. */
export interface Sbom {
  readonly serialNumber: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

/**
 * `npm sbom --omit dev` of npm 11.19 leaves 80 packages out that production needs, `@nestjs/core` among them: it follows the wrong
 * edges where a development package is a peer of them too. So npm lists everything, and the lockfile says what ships.
 *
 * The serial number is made of the content: the same tree gives the same bytes but for `builtAt`.
 */
export function productionSbom(whole: Sbom, lock: Lockfile, builtAt: string): Sbom {
  const shipped = new Set(identities(lock));
  const components = whole.components.filter((component) => shipped.has(identityOf(component)));
  const root = { ...whole.metadata.component, name: 'iinspect' };
  const refs = new Set([root['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((target) => refs.has(target)) }));
  const metadata = { ...whole.metadata, timestamp: builtAt, component: root };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify([root, components, dependencies]))}`;
  return { ...whole, serialNumber, metadata, components, dependencies };
}

/** @returns What is missing of `lock`, what is too much, and what is listed without a hash or a licence. */
export function sbomFaults(sbom: Sbom, lock: Lockfile): readonly string[] {
  const shipped = new Set(identities(lock));
  const listed = new Set(sbom.components.map(identityOf));
  return [
    ...[...shipped].filter((identity) => !listed.has(identity)).map((identity) => `${identity}: not in the SBOM`),
    ...[...listed]
      .filter((identity) => !shipped.has(identity))
      .map((identity) => `${identity}: in the SBOM, not shipped`),
    ...sbom.components
      .filter(({ hashes = [] }) => !hashes.some(({ alg }) => alg === 'SHA-512'))
      .map((component) => `${identityOf(component)}: no SHA-512 in the SBOM`),
    ...sbom.components
      .filter(({ licenses = [] }) => licenses.length === 0)
      .map((component) => `${identityOf(component)}: no licence in the SBOM`),
  ];
}

/** The same version may lie in the tree several times; it is one component. */
function identities(lock: Lockfile): readonly string[] {
  return [...new Set(productionPackages(lock).map(([path, { version = '' }]) => `${nameOf(path)}@${version}`))];
}

function identityOf({ name, version }: Component): string {
  return `${name}@${version}`;
}

/** Version 8 of RFC 9562: bits of our own. */
function uuidOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-');
}
