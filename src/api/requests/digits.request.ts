import { ArgsType, Field } from '@nestjs/graphql';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsDefined, IsString } from 'class-validator';
import { DigitsScalar } from './pan.scalar.js';

/** Any string of digits: cards, IMEIs, customer numbers. */
@ArgsType()
@ApiSchema({ name: 'DigitsInput' })
export class DigitsRequest {
  @Field(() => DigitsScalar, { description: 'Digits; spaces and hyphens between them are skipped.' })
  @ApiProperty({
    description: 'Digits; spaces and hyphens between them are skipped.',
    example: '4111 1111 1111 1111',
    minLength: 1,
  })
  @IsDefined()
  @IsString()
  readonly digits!: string;
}
