import { IsArray } from 'class-validator';
import { InGraphql } from '../late-decorators.js';
import { Nested } from './acceptor.js';
import { CardRequest } from './card.request.js';

/** Many cards. GraphQL's arguments as they are; a REST batch is put into this shape first (see cards.pipe.ts). */
@InGraphql(({ ArgsType }) => ArgsType())
export class CardsRequest {
  @InGraphql(({ Field }) => Field(() => [CardRequest]))
  @IsArray()
  @Nested(() => CardRequest, { each: true })
  readonly cards!: CardRequest[];
}
