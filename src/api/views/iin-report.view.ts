import type { Language } from '../../core/language.js';
import type { IinReport } from '../../core/report.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { BrandRefView, NetworkView } from './brand-facts.view.js';
import { CandidateView } from './candidate.view.js';
import { FindingView } from './finding.view.js';
import { IndustryView, toIndustryView } from './industry.view.js';
import { IssuerView } from './issuer.view.js';
import type { Shape } from './shape.js';

@Answer('IinReport', 'What the first digits say before the whole number is known.')
export class IinReportView implements Omit<IinReport, 'industry'> {
  @AnswerField(String, 'The prefix that was asked about.', { example: '411111' })
  readonly prefix!: string;
  @AnswerField([FindingView], 'What the caller should know about the answer.')
  readonly findings!: readonly FindingView[];
  @AnswerField(BrandRefView, 'The mark, or null while undecided.', { nullable: true })
  readonly brand!: BrandRefView | null;
  @AnswerField(
    [CandidateView],
    'Every brand the number may still be: claims that may decide first, and those on all the digits given before those on some.',
  )
  readonly candidates!: readonly CandidateView[];
  @AnswerField([NetworkView], 'Rails the cards can travel.')
  readonly networks!: readonly NetworkView[];
  @AnswerField(Boolean, 'Brand and lengths cannot change any more, whatever digits follow.')
  readonly decided!: boolean;
  @AnswerField(Int, 'How many more digits settle brand and length at the latest; null when no prefix can.', {
    nullable: true,
    example: 0,
  })
  readonly digitsToDecide!: number | null;
  @AnswerField(IndustryView, 'What the first digit says.')
  readonly industry!: IndustryView;
  @AnswerField(IssuerView, 'Null unless an issuer file is loaded and has one answer for the prefix.', {
    nullable: true,
  })
  readonly issuer!: IssuerView | null;
  @AnswerField(
    [IssuerView],
    'Every issuer the prefix may belong to: `issuer` alone, or several while further digits or the length will tell, or when files name issuers in different countries. At most eight; asked from six digits on.',
  )
  readonly issuerCandidates!: readonly IssuerView[];
  @AnswerField(String, 'The snapshot of the data that answered.')
  readonly dataVersion!: string;
}

export function toIinReportView(report: IinReport, language: Language): Shape<IinReportView> {
  return { ...report, industry: toIndustryView(report.industry, language) };
}
