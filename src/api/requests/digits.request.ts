import { IsDefined, IsString } from 'class-validator';
import { InGraphql, InOpenApi } from '../late-decorators.js';

/** Any string of digits: cards, IMEIs, customer numbers. */
@InGraphql(({ ArgsType }) => ArgsType())
@InOpenApi(({ ApiSchema }) => ApiSchema({ name: 'DigitsInput' }))
export class DigitsRequest {
  @InGraphql(({ Field, Digits }) =>
    Field(() => Digits, { description: 'Digits; spaces and hyphens between them are skipped.' }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      description: 'Digits; spaces and hyphens between them are skipped.',
      example: '4111 1111 1111 1111',
      minLength: 1,
    }),
  )
  @IsDefined()
  @IsString()
  readonly digits!: string;
}
