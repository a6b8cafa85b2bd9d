import { neededScope, type NeedsScopeTarget } from '../access/needs-scope.js';
import type { Scope } from '../../security/scope.js';

interface ResolverClass {
  readonly prototype: object;
}

/** What root fields need, of resolvers whose methods have the names of their fields. A field of nobody's needs everything. */
export function fieldScopes(resolvers: readonly ResolverClass[]): (field: string) => Scope {
  const scopes = new Map(
    resolvers.flatMap((resolver) =>
      methodsOf(resolver.prototype).map(([name, method]) => [name, neededScope([method, resolver])] as const),
    ),
  );
  return (field) => scopes.get(field) ?? 'admin';
}

function methodsOf(prototype: object): readonly (readonly [name: string, method: NeedsScopeTarget])[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, descriptor]) => {
    const method: unknown = descriptor.value;
    return typeof method === 'function' ? [[name, method] as const] : [];
  });
}
