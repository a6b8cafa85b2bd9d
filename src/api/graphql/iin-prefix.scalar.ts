import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { variableRefused } from './pan.scalar.js';

const PREFIX = /^[0-9]{1,11}$/;

function prefixRefused(): never {
  throw new GraphQLError('A prefix was refused.', { extensions: { problem: 'prefix_not_allowed' } });
}

/** Short enough not to be a card number, so it may stand in the document. */
export const IinPrefixScalar = new GraphQLScalarType<string, never>({
  name: 'IinPrefix',
  description: 'The first 1 to 11 digits of a card number, as a string.',
  parseValue: (value) => (typeof value !== 'string' ? variableRefused() : PREFIX.test(value) ? value : prefixRefused()),
  parseLiteral: (node) => (node.kind === Kind.STRING && PREFIX.test(node.value) ? node.value : prefixRefused()),
});
