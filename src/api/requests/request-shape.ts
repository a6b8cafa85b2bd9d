import type { InputError, InputErrorCode } from '../problems/input-error.js';
import { RequestProblem } from '../problems/request-problem.js';
import { LIST_ITEMS_MAX } from './constraints.js';
import { isOurName } from './validation-errors.js';

/** Our deepest request is a list in a policy in a card in a list. */
const DEPTH_MAX = 6;
/** Several times as many as our largest request class has. */
const PROPERTIES_MAX = 16;

type Path = (string | number)[];

interface Walk {
  /** From the request to where the walk is. */
  readonly path: Path;
  readonly itemsMax: number;
}

/** Refuses what is no object, and what `findShapeMistake` finds. */
export function assertPlainShape(value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestProblem('invalid_request', [{ pointer: '', code: 'wrong_type' }]);
  }
  const mistake = findShapeMistake(value);
  if (mistake !== undefined) throw new RequestProblem('invalid_request', [mistake]);
}

/**
 * The first thing the libraries behind us cannot take: nesting that would exhaust the stack of class-transformer, names of
 * `Object.prototype` (a property called `constructor` makes class-validator look up the rules of another class), and objects and
 * lists so large that class-validator and graphql-js, which are not linear in them, would be busy for seconds.
 *
 * Invariant: stops at the first mistake and copies nothing. The batch itself (`cards`) is counted by the callers.
 */
export function findShapeMistake(value: unknown, itemsMax = LIST_ITEMS_MAX): InputError | undefined {
  return mistakeIn(value, { path: [], itemsMax });
}

function mistakeIn(value: unknown, walk: Walk): InputError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (walk.path.length > DEPTH_MAX) return mistakeAt(walk.path, 'unknown_property');
  return Array.isArray(value) ? mistakeInList(value, walk) : mistakeInObject(value as Record<string, unknown>, walk);
}

function mistakeInList(list: readonly unknown[], walk: Walk): InputError | undefined {
  const { path, itemsMax } = walk;
  const isBatch = path.length === 1 && path[0] === 'cards';
  if (!isBatch && list.length > itemsMax) return mistakeAt(path, 'too_many_items');
  for (const [index, item] of list.entries()) {
    const mistake = mistakeBelow(item, walk, index);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function mistakeInObject(object: Readonly<Record<string, unknown>>, walk: Walk): InputError | undefined {
  let count = 0;
  for (const name in object) {
    if ((count += 1) > PROPERTIES_MAX || name in Object.prototype) return mistakeAt(walk.path, 'unknown_property');
    const mistake = mistakeBelow(object[name], walk, name);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function mistakeBelow(value: unknown, walk: Walk, step: string | number): InputError | undefined {
  walk.path.push(step);
  const mistake = mistakeIn(value, walk);
  walk.path.pop();
  return mistake;
}

/** The pointer ends where names begin that are not ours. */
function mistakeAt(path: Path, code: InputErrorCode): InputError {
  const stranger = path.findIndex((step) => typeof step === 'string' && !isOurName(step));
  const known = stranger === -1 ? path : path.slice(0, stranger);
  return { pointer: known.map((step) => `/${step}`).join(''), code };
}
