import { type Manifest, nameOf } from './objects.ts';
import type { ServiceFacts } from './service-facts.ts';

/** One thing that is wrong, as a person wants to read it. */
export interface Finding {
  /** `Deployment/iinspect`. */
  readonly object: string;
  /** Of the field; empty for the object as a whole. */
  readonly path: string;
  /** Completes "expected …". */
  readonly expected: string;
}

export interface RuledFinding extends Finding {
  readonly rule: string;
}

/** @yields Nothing when all is well. */
export interface Rule {
  readonly name: string;
  check(manifests: readonly Manifest[], service: ServiceFacts): AsyncIterable<Finding> | Iterable<Finding>;
}

export function at(manifest: Manifest, path: string, expected: string): Finding {
  return { object: nameOf(manifest), path, expected };
}

export function textOf({ object, path, expected, rule }: RuledFinding): string {
  return `${object}${path === '' ? '' : ` ${path}`}: expected ${expected} (${rule})`;
}
