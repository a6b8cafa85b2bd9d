import { RequestProblem } from '../problems/request-problem.js';

/** Our deepest request is a list in a policy in a card in a list. */
const DEPTH_MAX = 6;

/**
 * Refuses what is no object, and what the libraries behind us cannot take: nesting that would exhaust the stack of class-transformer, and names of
 * `Object.prototype` (a property called `constructor` makes class-validator look up the rules of another class).
 */
export function assertPlainShape(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestProblem('invalid_request', [{ pointer: '', code: 'wrong_type' }]);
  }
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) throw new RequestProblem('invalid_request', [{ pointer: '', code: 'unknown_property' }]);
    level = level.flatMap(childrenOf);
  }
}

function childrenOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value;
  for (const name of Object.keys(value)) {
    if (name in Object.prototype)
      throw new RequestProblem('invalid_request', [{ pointer: '', code: 'unknown_property' }]);
  }
  return Object.values(value);
}
