import { type DynamicModule, Module } from '@nestjs/common';
import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CardValidationService } from '../../validation/card-validation.service.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { IN_GRAPHQL } from '../late-decorators.js';
import { CardResolver } from './card.resolver.js';
import { graphqlModule } from './graphql-module.js';
import { LuhnResolver } from './luhn.resolver.js';
import { DigitsScalar, PanScalar } from './pan.scalar.js';
import { TablesResolver } from './tables.resolver.js';

const RESOLVERS = [CardResolver, LuhnResolver, TablesResolver];

@Module({})
class GraphqlDoor {}

/** All that answers at `/graphql`. Imported by `import()` alone, and with it everything that only GraphQL needs. */
export function graphqlDoor(options: ApiOptions): DynamicModule {
  const scalars = { Pan: PanScalar, Digits: DigitsScalar };
  IN_GRAPHQL.sayTo({ ArgsType, Field, InputType, Int, ObjectType, registerEnumType, ...scalars });
  return {
    module: GraphqlDoor,
    imports: [graphqlModule(options, RESOLVERS)],
    providers: [
      { provide: API_OPTIONS, useValue: options },
      { provide: CardValidationService, useValue: options.validation },
      ...RESOLVERS,
    ],
  };
}
