import type { Confidence, RangeStatus } from '../../core/account-range.js';
import type { Candidate } from '../../core/report.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { BrandRefView, CvvView } from './brand-facts.view.js';
import { ConfidenceEnum, RangeStatusEnum } from './enums.js';

@Answer('Candidate', 'A brand the number may still be, by its best claim.')
export class CandidateView implements Candidate {
  @AnswerField(BrandRefView, 'The brand the range claims.')
  readonly brand!: BrandRefView;
  @AnswerField(String, 'Programme inside the brand, where a source names one.', { nullable: true })
  readonly product!: string | null;
  @AnswerField(String, 'First prefix of the range.', { example: '4' })
  readonly low!: string;
  @AnswerField(String, 'Last prefix of the range.', { example: '4' })
  readonly high!: string;
  @AnswerField(ConfidenceEnum, 'How well sources support the range.')
  readonly confidence!: Confidence;
  @AnswerField(RangeStatusEnum, 'Are cards of the range still issued?')
  readonly status!: RangeStatus;
  @AnswerField(Boolean, 'False for claims too weak or too old to decide: shown, never followed.')
  readonly decides!: boolean;
  @AnswerField(Boolean, 'Sources disagree about the range.')
  readonly disputed!: boolean;
  @AnswerField([Int], 'PAN lengths the brand may have here: those of all its claims that weigh as much as this one.', {
    example: [13, 16, 19],
  })
  readonly panLengths!: readonly number[];
  @AnswerField(CvvView, 'The security code of its cards.', { nullable: true })
  readonly cvv!: CvvView | null;
  @AnswerField(
    [Int],
    'A gap follows each of these digit counts when the number is printed: for the length at hand, else for the next longer one of the brand.',
    { example: [4, 8, 12] },
  )
  readonly gaps!: readonly number[];
  @AnswerField(String, 'Titles of the documents behind the claim; `dataset` says where to find them.')
  readonly source!: string;
}
