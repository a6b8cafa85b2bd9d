import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** What is asked of an operation before it is carried out. */
export interface RootField {
  readonly name: string;
  /** How many items its list of cards has; 1 where it takes none. */
  readonly cards: number;
}

/** A document that was found good, and what came with it. */
export interface ResolvedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As they were sent: nobody has looked whether they fit. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The root fields that will be called, each answer name once, with fragments opened and `@skip` and `@include` minded. Introspection
 * calls nobody. Fragments cannot hold themselves, and few fields can stand at the root: both were validated.
 */
export function rootFieldsOf(resolved: ResolvedOperation): readonly RootField[] {
  const fields = new Map<string, FieldNode>();
  collect(resolved, resolved.operation.selectionSet, fields);
  return [...fields.values()].map((field) => ({ name: field.name.value, cards: cardsOf(resolved, field) }));
}

function collect(resolved: ResolvedOperation, { selections }: SelectionSetNode, fields: Map<string, FieldNode>): void {
  for (const selection of selections) {
    if (!isIncluded(resolved, selection)) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) collect(resolved, selection.selectionSet, fields);
    else if (selection.kind === Kind.FRAGMENT_SPREAD)
      collect(resolved, fragmentOf(resolved, selection.name.value), fields);
    else if (!selection.name.value.startsWith('__')) fields.set((selection.alias ?? selection.name).value, selection);
  }
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function fragmentOf({ document: { definitions } }: ResolvedOperation, name: string): SelectionSetNode {
  const fragment = definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name);
  return fragment !== undefined && 'selectionSet' in fragment ? fragment.selectionSet : NOTHING;
}

function isIncluded(resolved: ResolvedOperation, { directives = [] }: SelectionNode): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    return isTrue(resolved, argument(given, 'if')) === (name.value === 'include');
  });
}

function isTrue(resolved: ResolvedOperation, value: ValueNode | undefined): boolean {
  if (value?.kind === Kind.BOOLEAN) return value.value;
  if (value?.kind !== Kind.VARIABLE) return false;
  const given = resolved.variables[value.name.value];
  return given === undefined ? isTrue(resolved, defaultOf(resolved, value.name.value)) : given === true;
}

/** One item stands for a list of itself, as GraphQL has it. */
function cardsOf(resolved: ResolvedOperation, { arguments: given = [] }: FieldNode): number {
  return itemsOf(resolved, argument(given, 'cards'));
}

function itemsOf(resolved: ResolvedOperation, value: ValueNode | undefined): number {
  if (value?.kind === Kind.LIST) return value.values.length;
  if (value?.kind !== Kind.VARIABLE) return 1;
  const given = resolved.variables[value.name.value];
  if (given === undefined) return itemsOf(resolved, defaultOf(resolved, value.name.value));
  return Array.isArray(given) ? given.length : 1;
}

function defaultOf(
  { operation: { variableDefinitions = [] } }: ResolvedOperation,
  name: string,
): ValueNode | undefined {
  return variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
}

function argument(given: readonly ArgumentNode[], name: string): ValueNode | undefined {
  return given.find((one) => one.name.value === name)?.value;
}
