import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Most selections of one operation, fragments opened: several times a selection of everything there is. */
export const SELECTIONS_MAX = 500;

type FieldGroups = Map<string, FieldNode[]>;

/**
 * No field below the root takes an argument, so a second alias for one only repeats the answer: thirty of them under the candidates
 * of a thousand cards were 289 MiB. With this rule no report in an answer is larger than a selection of everything, whatever the
 * document says, and the number of cards has its own limit; there is nothing left that a budget of fields would refuse.
 *
 * Root fields take arguments and may stand under several aliases; they are counted.
 */
export function repeatedFieldsRule(context: ValidationContext, refuse: () => void): ASTVisitor {
  return {
    OperationDefinition: ({ selectionSet }) => {
      if (new Repetitions(context).under(selectionSet)) refuse();
    },
  };
}

/** Walks an operation as the executor does: what stands under one name in one object is one field, from wherever it was selected. */
class Repetitions {
  #visits = 0;

  constructor(private readonly context: ValidationContext) {}

  under(root: SelectionSetNode): boolean {
    const rootFields = this.#group([root], answerName);
    return [...rootFields.values()].some((fields) => this.#below(fields)) || this.#visits > SELECTIONS_MAX;
  }

  /** Ends even for fragments that contain themselves: every level costs a visit. */
  #below(fields: readonly FieldNode[]): boolean {
    const sets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    const groups = this.#group(sets, ({ name }) => name.value);
    return [...groups.values()].some((group) => new Set(group.map(answerName)).size > 1 || this.#below(group));
  }

  #group(sets: readonly SelectionSetNode[], nameOf: (field: FieldNode) => string): FieldGroups {
    const groups: FieldGroups = new Map();
    const visit = (set: SelectionSetNode, open: readonly FragmentDefinitionNode[]): void => {
      for (const selection of set.selections) {
        if ((this.#visits += 1) > SELECTIONS_MAX) return;
        if (selection.kind === Kind.FIELD) {
          const name = nameOf(selection);
          groups.set(name, [...(groups.get(name) ?? []), selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, open);
        else {
          const fragment = this.context.getFragment(selection.name.value);
          if (fragment && !open.includes(fragment)) visit(fragment.selectionSet, [...open, fragment]);
        }
      }
    };
    for (const set of sets) visit(set, []);
    return groups;
  }
}

function answerName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
