import type { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type * as Swagger from '@nestjs/swagger';
import type { GraphQLScalarType } from 'graphql';

/** What a class is described with in the GraphQL schema; the GraphQL door has it. */
export interface GraphqlWords {
  readonly ObjectType: typeof ObjectType;
  readonly InputType: typeof InputType;
  readonly ArgsType: typeof ArgsType;
  readonly Field: typeof Field;
  readonly registerEnumType: typeof registerEnumType;
  readonly Int: typeof Int;
  readonly Pan: GraphQLScalarType;
  readonly Digits: GraphQLScalarType;
}

/** What a class or a route is described with in the OpenAPI document. */
export type OpenApiWords = Pick<
  typeof Swagger,
  | 'ApiBody'
  | 'ApiExtraModels'
  | 'ApiOperation'
  | 'ApiParam'
  | 'ApiProperty'
  | 'ApiResponse'
  | 'ApiSchema'
  | 'ApiTags'
  | 'getSchemaPath'
>;

type Decorator = ClassDecorator & PropertyDecorator & MethodDecorator;
type AnyDecorator = ClassDecorator | PropertyDecorator | MethodDecorator;

/**
 * What decorators have to say, kept until the library that listens is loaded: an answer is described where it stands, and a service
 * without GraphQL, or of which nobody wants the OpenAPI document, need not load a library to hear it.
 *
 * Invariant: each is said once, in the order in which it was written down, however many applications there are.
 */
export class Sayings<Words> {
  readonly #kept: ((words: Words) => void)[] = [];

  keep(say: (words: Words) => void): void {
    this.#kept.push(say);
  }

  sayTo(words: Words): void {
    for (const say of this.#kept.splice(0)) say(words);
  }

  /** The decorator that `make` makes of the library, once that is there. */
  decorator(make: (words: Words) => AnyDecorator): Decorator {
    return (...target: readonly unknown[]) => {
      this.keep((words) => {
        (make(words) as (...target: readonly unknown[]) => void)(...target);
      });
    };
  }
}

export const IN_GRAPHQL = new Sayings<GraphqlWords>();
export const IN_OPENAPI = new Sayings<OpenApiWords>();

export function InGraphql(make: (words: GraphqlWords) => AnyDecorator): Decorator {
  return IN_GRAPHQL.decorator(make);
}

export function InOpenApi(make: (words: OpenApiWords) => AnyDecorator): Decorator {
  return IN_OPENAPI.decorator(make);
}
