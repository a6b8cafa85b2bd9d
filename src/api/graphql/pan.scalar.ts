import { GraphQLError, GraphQLScalarType } from 'graphql';

/** graphql-js prints the value in its own errors; these say nothing and carry our code to the error format. */
export function literalRefused(): never {
  throw new GraphQLError('A literal was refused.', { extensions: { problem: 'graphql_literal_not_allowed' } });
}

export function variableRefused(): never {
  throw new GraphQLError('A variable was refused.', { extensions: { problem: 'graphql_variables_invalid' } });
}

/**
 * Card numbers travel in variables: a document is what caches, logs and tracers keep. Any string or number is taken here, because
 * a bad card is an answer and not an error.
 */
export const PanScalar = new GraphQLScalarType<string | number, never>({
  name: 'PAN',
  description:
    'A card number, as a variable and never as a literal. A number is answered with PAN_NOT_STRING: send a string.',
  parseValue: (value) => (typeof value === 'string' || typeof value === 'number' ? value : variableRefused()),
  parseLiteral: literalRefused,
});

export const DigitsScalar = new GraphQLScalarType<string, never>({
  name: 'Digits',
  description:
    'Digits with optional spaces and hyphens, as a variable and never as a literal: they may be a card number.',
  parseValue: (value) => (typeof value === 'string' ? value : variableRefused()),
  parseLiteral: literalRefused,
});
