import { ArrayMaxSize, IsArray, IsIn, IsISO31661Alpha2, IsOptional, IsString, Matches } from 'class-validator';
import type { AcceptancePolicy } from '../../core/acceptance-policy.js';
import { FUNDINGS, type Funding } from '../../core/report.js';
import { InGraphql, InOpenApi } from '../late-decorators.js';
import { FundingEnum } from '../views/enums.js';
import { LengthAtMost, LIST_ITEMS_MAX } from './constraints.js';

const ALPHA_2 = /^[A-Z]{2}$/;

@InOpenApi(({ ApiSchema }) => ApiSchema({ name: 'AcceptanceInput' }))
@InGraphql(({ InputType }) =>
  InputType('AcceptanceInput', {
    description: 'What the merchant takes. A missing list sets no limit; lists are combined with "and".',
  }),
)
export class AcceptanceRequest implements AcceptancePolicy {
  @InGraphql(({ Field }) =>
    Field(() => [String], { nullable: true, description: 'Brand ids, as `brands` lists them.' }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      type: [String],
      nullable: true,
      required: false,
      maxItems: LIST_ITEMS_MAX,
      description: 'Brand ids, as `GET /v1/brands` lists them. A co-badged card is accepted by any of its marks.',
      example: ['visa', 'mastercard'],
    }),
  )
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LIST_ITEMS_MAX)
  @IsString({ each: true })
  @LengthAtMost(64, { each: true })
  readonly brands?: string[] | null;

  @InGraphql(({ Field }) => Field(() => [FundingEnum], { nullable: true, description: 'Kinds of funding.' }))
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      enum: FUNDINGS,
      enumName: 'Funding',
      isArray: true,
      nullable: true,
      required: false,
      maxItems: LIST_ITEMS_MAX,
      description: 'Kinds of funding.',
      example: ['credit', 'debit'],
    }),
  )
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LIST_ITEMS_MAX)
  @IsIn(FUNDINGS, { each: true })
  readonly funding?: Funding[] | null;

  @InGraphql(({ Field }) =>
    Field(() => [String], { nullable: true, description: "ISO 3166-1 alpha-2 codes of the issuer's country." }),
  )
  @InOpenApi(({ ApiProperty }) =>
    ApiProperty({
      type: 'array',
      items: { type: 'string', pattern: ALPHA_2.source },
      nullable: true,
      required: false,
      maxItems: LIST_ITEMS_MAX,
      description: "ISO 3166-1 alpha-2 codes of the issuer's country, in capitals.",
      example: ['KR'],
    }),
  )
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LIST_ITEMS_MAX)
  @Matches(ALPHA_2, { each: true })
  @IsISO31661Alpha2({ each: true })
  readonly countries?: string[] | null;
}
