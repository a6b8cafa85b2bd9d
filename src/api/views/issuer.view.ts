import type { Funding, Issuer, Segment } from '../../core/report.js';
import { Answer, AnswerField } from './answer-field.js';
import { FundingEnum, SegmentEnum } from './enums.js';

@Answer('Issuer', "Who issued the card, from an operator's issuer file.")
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
  @AnswerField(String, 'The file that says so.')
  readonly source!: string;
}
