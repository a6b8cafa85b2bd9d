import type { CheckDigitRule, Confidence, RangeStatus } from '../../core/account-range.js';
import type { BrandDetails, BrandSummary, RangeDetails } from '../../validation/tables.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { CvvView, NetworkView } from './brand-facts.view.js';
import { CheckDigitRuleEnum, ConfidenceEnum, RangeStatusEnum } from './enums.js';

@Answer('BrandSummary', 'A brand and what its cards look like.')
export class BrandSummaryView implements BrandSummary {
  @AnswerField(String, 'Stable id, lower snake_case.', { example: 'visa' })
  readonly id!: string;
  @AnswerField(String, 'Name of the mark.', { example: 'Visa' })
  readonly name!: string;
  @AnswerField(CvvView, 'The security code of its cards.', { nullable: true })
  readonly cvv!: CvvView | null;
  @AnswerField([Int], 'Every PAN length some deciding range of the brand allows, ascending.', { example: [13, 16, 19] })
  readonly panLengths!: readonly number[];
  @AnswerField(Int, 'Account ranges of the brand.', { example: 3 })
  readonly rangeCount!: number;
}

@Answer('Range', 'An account range and what sources say about the numbers inside it.')
export class RangeView implements RangeDetails {
  @AnswerField(String, 'First prefix of the range.', { example: '4' })
  readonly low!: string;
  @AnswerField(String, 'Last prefix of the range.', { example: '4' })
  readonly high!: string;
  @AnswerField([Int], 'PAN lengths the range allows.', { example: [13, 16, 19] })
  readonly panLengths!: readonly number[];
  @AnswerField(CheckDigitRuleEnum, 'How its cards use the last digit.')
  readonly checkDigit!: CheckDigitRule;
  @AnswerField(RangeStatusEnum, 'Does the scheme still issue cards of the range?')
  readonly status!: RangeStatus;
  @AnswerField(ConfidenceEnum, 'How well sources support the range.')
  readonly confidence!: Confidence;
  @AnswerField(Boolean, 'False for claims too weak or too old to decide.')
  readonly decides!: boolean;
  @AnswerField(Boolean, 'Sources disagree about the range.')
  readonly disputed!: boolean;
  @AnswerField(String, 'Programme inside the brand, where a source names one.', { nullable: true })
  readonly product!: string | null;
  @AnswerField([String], 'ISO 3166-1 alpha-2 codes the range is limited to; empty means no limit is known.', {
    example: ['KR'],
  })
  readonly countries!: readonly string[];
  @AnswerField([NetworkView], 'Rails its cards can travel.')
  readonly networks!: readonly NetworkView[];
  @AnswerField([String], 'Ids of the sources; `dataset` says where to find them.')
  readonly sources!: readonly string[];
  @AnswerField(String, 'What a reader of the table should know.', { nullable: true })
  readonly note!: string | null;
}

@Answer('Brand', 'A brand with all its account ranges.')
export class BrandView extends BrandSummaryView implements BrandDetails {
  @AnswerField([RangeView], 'All account ranges of the brand.')
  readonly ranges!: readonly RangeView[];
}
