import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { costOf } from '../access/cards.interceptor.js';
import type { Visit } from '../access/visit.js';
import { PROBLEMS } from '../problems/problem.js';
import { type RequestProblem, toRequestProblem } from '../problems/request-problem.js';
import type { Scope } from '../../security/scope.js';
import type { GraphqlContext } from './context.js';
import { type ResolvedOperation, rootFieldsOf } from './operation-cost.js';
import { variableProblem } from './variable-limits.js';

export interface GateOptions {
  readonly batchCardsMax: number;
  /** What a root field needs. */
  readonly scopeOf: (field: string) => Scope;
  readonly reportFailure: (error: unknown) => void;
}

/**
 * The last look before an operation is carried out, when its document has been found good: at its variables, at what its client may
 * do, and at what all its root fields cost together. So an operation is refused as a whole, with the status of its problem, and one that
 * is refused has cost nothing.
 */
export function operationGate(options: GateOptions): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ request: { variables = {} }, document, operation, contextValue: { visit } }) => {
          const problem = variableProblem(variables, options.batchCardsMax);
          if (problem !== undefined) throw answered(problem);
          if (visit !== null && operation !== undefined) await pay(visit, { variables, document, operation }, options);
        },
      }),
  };
}

async function pay(
  visit: Visit,
  resolved: ResolvedOperation,
  { batchCardsMax, scopeOf, reportFailure }: GateOptions,
): Promise<void> {
  const fields = rootFieldsOf(resolved);
  try {
    for (const scope of new Set(fields.map(({ name }) => scopeOf(name)))) visit.require(scope);
    const cost = fields.reduce((sum, { cards }) => sum + costOf(cards, batchCardsMax), 0);
    if (cost > 0) await visit.spend(cost);
  } catch (error) {
    const problem = toRequestProblem(error, '');
    if (problem.code === 'internal_error') reportFailure(error);
    throw answered(problem);
  }
}

function answered(problem: RequestProblem): GraphQLError {
  const http = { status: PROBLEMS[problem.code].status };
  return new GraphQLError('The operation is not carried out.', { originalError: problem, extensions: { http } });
}
