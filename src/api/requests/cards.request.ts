import { ArgsType, Field } from '@nestjs/graphql';
import { IsArray } from 'class-validator';
import { Nested } from './acceptor.js';
import { CardRequest } from './card.request.js';

/** Many cards. GraphQL's arguments as they are; a REST batch is put into this shape first (see cards.pipe.ts). */
@ArgsType()
export class CardsRequest {
  @Field(() => [CardRequest])
  @IsArray()
  @Nested(() => CardRequest, { each: true })
  readonly cards!: CardRequest[];
}
