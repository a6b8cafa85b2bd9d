import { IsDefined, IsObject, IsOptional, IsString } from 'class-validator';
import type { CardInput } from '../../core/card-report.js';
import { InGraphql, InOpenApi } from '../late-decorators.js';
import { AcceptanceRequest } from './accept.request.js';
import { Nested } from './acceptor.js';
import { IsPanInput, LengthAtMost } from './constraints.js';

/** Enough for any number with any separators; what is longer is no card number but an attack on the reader of the logs. */
export const PAN_TEXT_MAX = 256;
const SHORT_TEXT_MAX = 32;

/** One card, the same for every door: body of a REST call, item of a batch, arguments and input object of GraphQL. */
@InGraphql(({ ArgsType }) => ArgsType())
@InOpenApi(({ ApiSchema }) => ApiSchema({ name: 'CardInput' }))
@InGraphql(({ InputType }) => InputType('CardInput', { description: 'One card to look at.' }))
export class CardRequest implements CardInput {
  @InGraphql(({ Field, Pan }) =>
    Field(() => Pan, { description: 'The card number as it was typed; spaces and hyphens may stand in it.' }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      description:
        'The card number as it was typed; spaces and hyphens may stand in it. A JSON number is answered with `PAN_NOT_STRING`.',
      oneOf: [{ type: 'string', maxLength: PAN_TEXT_MAX }, { type: 'number' }],
      example: '4111 1111 1111 1111',
    }),
  )
  @IsDefined()
  @IsPanInput()
  @LengthAtMost(PAN_TEXT_MAX)
  readonly pan!: string | number;

  @InGraphql(({ Field }) =>
    Field(() => String, { nullable: true, description: 'Expiry date: MM/YY, MM/YYYY or YYYY-MM.' }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      type: String,
      nullable: true,
      required: false,
      maxLength: SHORT_TEXT_MAX,
      description: 'Expiry date: MM/YY, MM/YYYY or YYYY-MM. Checked and forgotten.',
      example: '12/2030',
    }),
  )
  @IsOptional()
  @IsString()
  @LengthAtMost(SHORT_TEXT_MAX)
  readonly expiry?: string | null;

  @InGraphql(({ Field }) =>
    Field(() => String, {
      nullable: true,
      description: 'Security code. Only its form is checked, then it is forgotten.',
    }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      type: String,
      nullable: true,
      required: false,
      maxLength: SHORT_TEXT_MAX,
      description: 'Security code. Only its form is checked, then it is forgotten.',
      example: '123',
    }),
  )
  @IsOptional()
  @IsString()
  @LengthAtMost(SHORT_TEXT_MAX)
  readonly cvv?: string | null;

  @InGraphql(({ Field }) => Field(() => AcceptanceRequest, { nullable: true, description: 'What the merchant takes.' }))
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      type: () => AcceptanceRequest,
      nullable: true,
      required: false,
      description: 'What the merchant takes.',
    }),
  )
  @IsOptional()
  @IsObject()
  @Nested(() => AcceptanceRequest)
  readonly accept?: AcceptanceRequest | null;
}
