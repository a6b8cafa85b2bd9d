import { SetMetadata } from '@nestjs/common';
import type { Scope } from '../../security/scope.js';

export const NEEDED_SCOPE = Symbol('NeededScope');

/** What the decorator may stand on: a method, or the class of all its methods. */
export type NeedsScopeTarget = object;

/** What a handler needs: its own word before that of its class. */
export function neededScope(targets: readonly NeedsScopeTarget[]): Scope {
  const scopes = targets.map((target) => Reflect.getMetadata(NEEDED_SCOPE, target) as Scope | undefined);
  return scopes.find((scope) => scope !== undefined) ?? 'cards';
}

/** A handler that says nothing, and whose class does not either, needs `cards`. */
export function NeedsScope(scope: Scope): ClassDecorator & MethodDecorator {
  return SetMetadata(NEEDED_SCOPE, scope);
}
