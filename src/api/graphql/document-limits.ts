import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { ApiLimits } from '../api-options.js';
import type { ProblemCode } from '../problems/problem.js';
import { repeatedFieldsRule } from './repeated-fields.js';

/** Answering a batch is the one expensive thing here; a document may ask for it once. */
const BATCH_FIELD = 'validateCards';

/** Limits that graphql-js has no option for. They count what the document says and are linear in its length. */
export function documentLimits(limits: ApiLimits): readonly ValidationRule[] {
  return [
    (context) => depthRule(context, limits.graphqlDepthMax),
    (context) => aliasRule(context, limits.graphqlAliasesMax),
    (context) => rootFieldsRule(context, limits.graphqlRootFieldsMax),
    (context) =>
      repeatedFieldsRule(context, () => {
        refuse(context, 'graphql_too_many_fields');
      }),
    panRule,
    lengthRule,
    queriesOnlyRule,
  ];
}

/** There is nothing to change here and nothing to wait for; graphql-js would notice only while executing. */
function queriesOnlyRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: ({ operation }) => {
      if (operation !== OperationTypeNode.QUERY) refuse(context, 'graphql_document_invalid');
    },
  };
}

function depthRule(context: ValidationContext, max: number): ASTVisitor {
  const depths = new Map<string, number>();
  const depthOf = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentDepth(selection.name.value);
        return isIntrospection(selection) ? 0 : 1 + depthOf(selection.selectionSet);
      }),
    );
  const fragmentDepth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // A cycle meets its own entry; another rule refuses the document for it.
    depths.set(name, 0);
    const depth = depthOf(context.getFragment(name)?.selectionSet);
    depths.set(name, depth);
    return depth;
  };
  return {
    OperationDefinition: ({ selectionSet }) => {
      if (depthOf(selectionSet) > max) refuse(context, 'graphql_document_too_deep');
    },
  };
}

/** The standard introspection query is deep; whether it is answered at all is a switch of its own. */
function isIntrospection(field: FieldNode): boolean {
  return field.name.value.startsWith('__');
}

function aliasRule(context: ValidationContext, max: number): ASTVisitor {
  let aliases = 0;
  return {
    Field: ({ alias }) => {
      if (alias !== undefined && (aliases += 1) === max + 1) refuse(context, 'graphql_too_many_aliases');
    },
  };
}

function rootFieldsRule(context: ValidationContext, max: number): ASTVisitor {
  return {
    OperationDefinition: ({ selectionSet }) => {
      const names = rootFields(context, selectionSet, max);
      const batches = names.filter((name) => name === BATCH_FIELD).length;
      if (names.length > max || batches > 1) refuse(context, 'graphql_too_many_fields');
    },
  };
}

/** Names of the root fields, fragments opened; stops soon after the limit, and at fragments that contain themselves. */
function rootFields(context: ValidationContext, root: SelectionSetNode, max: number): readonly string[] {
  const names: string[] = [];
  const visit = (set: SelectionSetNode, open: readonly FragmentDefinitionNode[]): void => {
    for (const selection of set.selections) {
      if (names.length > max) return;
      if (selection.kind === Kind.FIELD) names.push(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, open);
      else {
        const fragment = context.getFragment(selection.name.value);
        if (fragment && !open.includes(fragment)) visit(fragment.selectionSet, [...open, fragment]);
      }
    }
  };
  visit(root, []);
  return names;
}

/**
 * No name and no literal of a document may look like a card number. Documents are what caches, tracers and logs keep, and an alias
 * comes back in the answer as the caller wrote it. Digits of any script: people can read them all.
 */
function panRule(context: ValidationContext): ASTVisitor {
  const refusePan = ({ value }: { readonly value: string }): void => {
    if ((value.match(/\p{Nd}/gu)?.length ?? 0) >= CARD_DIGITS_MIN) refuse(context, 'graphql_literal_not_allowed');
  };
  return {
    Name: refusePan,
    StringValue: refusePan,
    IntValue: refusePan,
    FloatValue: refusePan,
  };
}

const CARD_DIGITS_MIN = 12;

/** Our longest name has 20 characters, and nothing a document may say in text is longer than 64. */
const NAME_LENGTH_MAX = 64;
const STRING_LENGTH_MAX = 256;

/** Accepted documents are kept. The number of their tokens is limited, and here is the length of a token. */
function lengthRule(context: ValidationContext): ASTVisitor {
  return {
    Name: ({ value }) => {
      if (value.length > NAME_LENGTH_MAX) refuse(context, 'graphql_document_invalid');
    },
    StringValue: ({ value }) => {
      if (value.length > STRING_LENGTH_MAX) refuse(context, 'graphql_literal_not_allowed');
    },
  };
}

function refuse(context: ValidationContext, problem: ProblemCode): void {
  context.reportError(new GraphQLError('The document exceeds a limit.', { extensions: { problem } }));
}
