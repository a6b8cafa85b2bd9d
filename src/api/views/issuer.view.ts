import type { BrandRef, Funding, Issuer, Segment } from '../../core/report.js';
import { Answer, AnswerField } from './answer-field.js';
import { BrandRefView } from './brand-facts.view.js';
import { FundingEnum, SegmentEnum } from './enums.js';

@Answer('Issuer', "Who issued the card, as one row of an operator's issuer file says.")
export class IssuerView implements Issuer {
  @AnswerField(String, 'Name as the file gives it.', { nullable: true })
  readonly name!: string | null;
  @AnswerField(String, 'ISO 3166-1 alpha-2 code.', { nullable: true, example: 'KR' })
  readonly country!: string | null;
  @AnswerField(FundingEnum, 'Where the money comes from.')
  readonly funding!: Funding;
  @AnswerField(String, 'Product name as the file gives it.', { nullable: true })
  readonly product!: string | null;
  @AnswerField(SegmentEnum, 'For whom the card was issued.')
  readonly segment!: Segment;
  @AnswerField(
    BrandRefView,
    'The brand the file names. It may differ from the brand of the report, which never comes from an issuer file.',
    { nullable: true },
  )
  readonly brand!: BrandRef | null;
  @AnswerField(String, 'Title of the file that says so.', { example: 'KICC VAN BIN table' })
  readonly source!: string;
}
