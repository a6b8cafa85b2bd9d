import { RequestProblem } from '../problems/request-problem.js';
import { findShapeMistake } from '../requests/request-shape.js';

/** As many root fields as an operation may have, each with a variable for every argument, and some to spare. */
const VARIABLES_MAX = 100;

/**
 * Looks at the variables before graphql-js does, which prints a value into each of its errors and suggests a name for each property it
 * does not know: minutes of work in a body we take. The document has been found good by then.
 */
export function variableProblem(
  variables: Readonly<Record<string, unknown>>,
  batchCardsMax: number,
): RequestProblem | undefined {
  let count = 0;
  for (const name in variables) {
    if ((count += 1) > VARIABLES_MAX) return new RequestProblem('graphql_variables_invalid');
    const problem = problemIn(variables[name], batchCardsMax);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * A list may be the batch. In any other variable a list only somewhat too long is left to the request pipe, which knows the name of
 * the argument and can say where the list stands.
 */
function problemIn(value: unknown, batchCardsMax: number): RequestProblem | undefined {
  const isList = Array.isArray(value);
  if (isList && value.length > batchCardsMax) {
    const isBatch = typeof value[0] === 'object' && value[0] !== null;
    return new RequestProblem(isBatch ? 'too_many_cards' : 'graphql_variables_invalid');
  }
  const mistake = isList ? findShapeMistake({ cards: value }) : findShapeMistake(value, batchCardsMax);
  if (mistake?.code !== 'too_many_items') return mistake && new RequestProblem('graphql_variables_invalid');
  return new RequestProblem('invalid_request', [{ ...mistake, pointer: isList ? mistake.pointer : '' }]);
}
