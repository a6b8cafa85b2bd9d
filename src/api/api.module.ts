import { type DynamicModule, Module } from '@nestjs/common';
import { CardValidationService } from '../validation/card-validation.service.js';
import { API_OPTIONS, type ApiOptions } from './api-options.js';
import { CardsController } from './rest/cards.controller.js';
import { IinTableController } from './rest/iin-table.controller.js';
import { IinsController } from './rest/iins.controller.js';
import { LuhnController } from './rest/luhn.controller.js';
import { TablesController } from './rest/tables.controller.js';

/** REST and, where it is wanted, GraphQL over one application service. Goes with `createHttpAdapter` and `prepareApp`. */
@Module({})
export class ApiModule {
  static register(options: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: options.graphql
        ? [import('./graphql/graphql-door.js').then(({ graphqlDoor }) => graphqlDoor(options))]
        : [],
      controllers: [CardsController, LuhnController, IinsController, TablesController, IinTableController],
      providers: [
        { provide: API_OPTIONS, useValue: options },
        { provide: CardValidationService, useValue: options.validation },
      ],
    };
  }
}
