import { ArgsType, Field, InputType } from '@nestjs/graphql';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsDefined, IsObject, IsOptional, IsString } from 'class-validator';
import type { CardInput } from '../../core/card-report.js';
import { AcceptanceRequest } from './accept.request.js';
import { Nested } from './acceptor.js';
import { IsPanInput, LengthAtMost } from './constraints.js';
import { PanScalar } from './pan.scalar.js';

/** Enough for any number with any separators; what is longer is no card number but an attack on the reader of the logs. */
export const PAN_TEXT_MAX = 256;
const SHORT_TEXT_MAX = 32;

/** One card, the same for every door: body of a REST call, item of a batch, arguments and input object of GraphQL. */
@ArgsType()
@ApiSchema({ name: 'CardInput' })
@InputType('CardInput', { description: 'One card to look at.' })
export class CardRequest implements CardInput {
  @Field(() => PanScalar, { description: 'The card number as it was typed; spaces and hyphens may stand in it.' })
  @ApiProperty({
    description:
      'The card number as it was typed; spaces and hyphens may stand in it. A JSON number is answered with `PAN_NOT_STRING`.',
    oneOf: [{ type: 'string', maxLength: PAN_TEXT_MAX }, { type: 'number' }],
    example: '4111 1111 1111 1111',
  })
  @IsDefined()
  @IsPanInput()
  @LengthAtMost(PAN_TEXT_MAX)
  readonly pan!: string | number;

  @Field(() => String, { nullable: true, description: 'Expiry date: MM/YY, MM/YYYY or YYYY-MM.' })
  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    maxLength: SHORT_TEXT_MAX,
    description: 'Expiry date: MM/YY, MM/YYYY or YYYY-MM. Checked and forgotten.',
    example: '12/2030',
  })
  @IsOptional()
  @IsString()
  @LengthAtMost(SHORT_TEXT_MAX)
  readonly expiry?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Security code. Only its form is checked, then it is forgotten.',
  })
  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    maxLength: SHORT_TEXT_MAX,
    description: 'Security code. Only its form is checked, then it is forgotten.',
    example: '123',
  })
  @IsOptional()
  @IsString()
  @LengthAtMost(SHORT_TEXT_MAX)
  readonly cvv?: string | null;

  @Field(() => AcceptanceRequest, { nullable: true, description: 'What the merchant takes.' })
  @ApiProperty({
    type: () => AcceptanceRequest,
    nullable: true,
    required: false,
    description: 'What the merchant takes.',
  })
  @IsOptional()
  @IsObject()
  @Nested(() => AcceptanceRequest)
  readonly accept?: AcceptanceRequest | null;
}
