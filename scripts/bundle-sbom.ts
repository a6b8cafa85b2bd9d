/** The bill of materials of the bundle: of what the tree for production holds, that which is really in it, and Node. */
import { type BundledPackage, identityOf } from './bundle-packages.ts';
import type { Sbom } from './supply-chain-sbom.ts';

/** @param whole Of all packages for production. */
export function bundleSbom(whole: Sbom, packages: readonly BundledPackage[], node: string): Sbom {
  const bundled = new Set(packages.map(identityOf));
  const components = whole.components.filter((component) => bundled.has(identityOf(component)));
  const refs = new Set([whole.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((target) => refs.has(target)) }));
  return { ...whole, components: [...components, nodeComponent(node)], dependencies };
}

/** @returns Packages of the bundle that the bill does not know: not locked for production, so looked at by nobody. */
export function unbilled(sbom: Sbom, packages: readonly BundledPackage[]): readonly string[] {
  const listed = new Set(sbom.components.map(identityOf));
  return packages.map(identityOf).filter((identity) => !listed.has(identity));
}

/** The Node that builds the image is the one that goes into it. */
function nodeComponent(version: string): Sbom['components'][number] & Readonly<Record<string, unknown>> {
  return {
    'bom-ref': `node@${version}`,
    type: 'application',
    name: 'node',
    version,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    purl: `pkg:generic/node@${version}`,
    licenses: [{ license: { id: 'MIT' } }],
  };
}
