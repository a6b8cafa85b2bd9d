import { applyDecorators } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { type GraphqlWords, IN_GRAPHQL, InGraphql, InOpenApi } from '../late-decorators.js';

/** A whole number, in the words of neither document. */
export const Int = Symbol('Int');

type Scalar = typeof String | typeof Boolean | typeof Int;
type ViewClass = abstract new () => object;
type FieldType = Scalar | ViewClass | AnswerEnum<string>;

interface FieldOptions {
  readonly nullable?: boolean;
  readonly example?: unknown;
}

/** A closed set of words, in the form GraphQL wants: every member is its own name. */
export type AnswerEnum<T extends string> = { readonly [Member in T]: Member };

const ENUMS = new Map<unknown, { readonly name: string; readonly description: string }>();

/** Declares a closed set for both documents. Members must be GraphQL names. */
export function answerEnum<T extends string>(name: string, members: readonly T[], description: string): AnswerEnum<T> {
  const values = Object.fromEntries(members.map((member) => [member, member])) as AnswerEnum<T>;
  IN_GRAPHQL.keep(({ registerEnumType }) => {
    registerEnumType(values, { name, description });
  });
  ENUMS.set(values, { name, description });
  return values;
}

/** An answer under one name in the OpenAPI document and the GraphQL schema. */
export function Answer(name: string, description: string): ClassDecorator {
  return applyDecorators(
    InGraphql(({ ObjectType }) => ObjectType(name, { description })),
    InOpenApi(({ ApiSchema }) => ApiSchema({ name, description })),
  );
}

/** One field of an answer, described once for the OpenAPI document and the GraphQL schema. A list is written `[Type]`. */
export function AnswerField(
  type: FieldType | readonly [FieldType],
  description: string,
  { nullable = false, example }: FieldOptions = {},
): PropertyDecorator {
  const isList = isListType(type);
  const item = isList ? type[0] : type;
  return applyDecorators(
    InGraphql((words) => {
      const named = graphqlType(item, words);
      return words.Field(() => (isList ? [named] : named), { nullable, description });
    }),
    InOpenApi(({ ApiProperty }) =>
      ApiProperty({
        ...openApiType(item, isList),
        // Where GraphQL has a place for what the words of a set mean, OpenAPI has only the fields.
        description: [description, ENUMS.get(item)?.description].filter(Boolean).join(' '),
        ...(nullable && { nullable }),
        ...(example !== undefined && { example }),
      }),
    ),
  );
}

function isListType(type: FieldType | readonly [FieldType]): type is readonly [FieldType] {
  return Array.isArray(type);
}

function graphqlType(item: FieldType, { Int: integer }: GraphqlWords): Exclude<FieldType, typeof Int> | typeof integer {
  return item === Int ? integer : item;
}

function openApiType(item: FieldType, isArray: boolean): ApiPropertyOptions {
  if (item === Int) return isArray ? { type: 'array', items: { type: 'integer' } } : { type: 'integer' };
  const enumName = ENUMS.get(item)?.name;
  if (enumName !== undefined) return { enum: Object.values(item), enumName, isArray };
  return { type: () => item as ViewClass, isArray };
}
