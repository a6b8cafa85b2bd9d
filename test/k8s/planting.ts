import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type Manifest, nameOf } from '../../scripts/k8s/objects.js';

/** As kustomize appends it: `iinspect-6d4b2hkm5t`. */
const HASH = /[a-z0-9]{10}$/;

type Node = Record<string, unknown>;

/** A copy of rendered manifests to put mistakes into. Whatever it is told to change has to be there, or the mistake would be none. */
export class Planting {
  readonly #manifests: Node[];
  readonly #before: readonly Manifest[];

  constructor(manifests: readonly Manifest[]) {
    this.#before = manifests;
    this.#manifests = structuredClone(manifests) as unknown as Node[];
  }

  /** @param object `Deployment/iinspect`; `*` at the end stands for the hash that kustomize appends. */
  set(object: string, path: string, value: unknown): this {
    const { parent, key } = this.#find(object, path);
    if (isDeepStrictEqual(parent[key], value)) throw new Error(`${object} ${path} is that already`);
    parent[key] = value;
    return this;
  }

  remove(object: string, path: string): this {
    const { parent, key } = this.#find(object, path);
    if (!(key in parent)) throw new Error(`${object} has no ${path}`);
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the path says which
    else delete parent[key];
    return this;
  }

  /** To the end of a list, which may be new. */
  push(object: string, path: string, ...values: readonly unknown[]): this {
    const { parent, key } = this.#find(object, path);
    parent[key] = [...((parent[key] as unknown[] | undefined) ?? []), ...values];
    return this;
  }

  /** @param yaml One more object. */
  add(yaml: string): this {
    this.#manifests.push(parse(yaml) as Node);
    return this;
  }

  /** The same object again, under another name and with whatever is merged into it. */
  copy(object: string, name: string, change: (copy: Node) => void = () => undefined): this {
    const copy = structuredClone(this.#object(object));
    (copy['metadata'] as Node)['name'] = name;
    change(copy);
    this.#manifests.push(copy);
    return this;
  }

  planted(): readonly Manifest[] {
    const manifests = this.#manifests as unknown as readonly Manifest[];
    if (isDeepStrictEqual(manifests, this.#before)) throw new Error('nothing was planted');
    return manifests;
  }

  #object(object: string): Node {
    const found = this.#manifests.find((manifest) => {
      const name = nameOf(manifest as unknown as Manifest);
      return object.endsWith('*') ? name.replace(HASH, '*') === object : name === object;
    });
    if (found === undefined) throw new Error(`there is no ${object}`);
    return found;
  }

  /** All but the last step has to be there: `spec.template.spec.containers[iinspect].args[0]`. */
  #find(object: string, path: string): { parent: Node; key: string } {
    const steps = [...path.matchAll(/\[([^\]]+)\]|[^.[\]]+/g)].map(([step, inner]) => inner ?? step);
    let parent = this.#object(object);
    for (const step of steps.slice(0, -1)) {
      const next = parent[stepIn(parent, step)];
      if (typeof next !== 'object' || next === null) throw new Error(`${object} has no ${step} on the way to ${path}`);
      parent = next as Node;
    }
    return { parent, key: stepIn(parent, steps.at(-1)!) };
  }
}

/** Items of a list are called by their name, or by their number. */
function stepIn(parent: unknown, step: string): string {
  if (!Array.isArray(parent)) return step;
  const index = parent.findIndex((item: unknown) => typeof item === 'object' && (item as Node)['name'] === step);
  return index >= 0 ? String(index) : step;
}
