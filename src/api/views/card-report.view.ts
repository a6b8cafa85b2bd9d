import type { Language } from '../../core/language.js';
import type { CardReport, CheckDigitAlgorithm, CheckDigitReport, CheckDigitResult, Status } from '../../core/report.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { BrandRefView, NetworkView } from './brand-facts.view.js';
import { CandidateView } from './candidate.view.js';
import { CheckDigitResultEnum, StatusEnum } from './enums.js';
import { FindingView } from './finding.view.js';
import { IndustryView, toIndustryView } from './industry.view.js';
import { IssuerView } from './issuer.view.js';
import type { Shape } from './shape.js';

@Answer('CheckDigit', 'What became of the last digit.')
export class CheckDigitView implements CheckDigitReport {
  @AnswerField(String, '`luhn`, `luhn-or-mod11` (either may hold) or `none`.', { example: 'luhn' })
  readonly algorithm!: CheckDigitAlgorithm;
  @AnswerField(CheckDigitResultEnum, 'The outcome.', { example: 'pass' })
  readonly result!: CheckDigitResult;
}

@Answer('CardReport', 'All we say about one card number. It never says that an account exists, is open or has money.')
export class CardReportView implements Omit<CardReport, 'industry'> {
  @AnswerField(StatusEnum, 'The verdict.', { example: 'valid' })
  readonly status!: Status;
  @AnswerField(Boolean, '`status` is `valid`.', { example: true })
  readonly valid!: boolean;
  @AnswerField(Boolean, 'Could more digits, or none, still make a card that is not invalid? For answers as one types.')
  readonly possible!: boolean;
  @AnswerField([FindingView], 'All reasons, not only the first.')
  readonly findings!: readonly FindingView[];
  @AnswerField(CheckDigitView, 'What became of the last digit.')
  readonly checkDigit!: CheckDigitView;
  @AnswerField(BrandRefView, 'The mark, or null while undecided.', { nullable: true })
  readonly brand!: BrandRefView | null;
  @AnswerField(
    [CandidateView],
    'Every brand the number may still be: claims that may decide first, and those on all the digits given before those on some.',
  )
  readonly candidates!: readonly CandidateView[];
  @AnswerField([NetworkView], 'Rails the card can travel.')
  readonly networks!: readonly NetworkView[];
  @AnswerField(Boolean, 'Brand and lengths cannot change any more, whatever digits follow.')
  readonly decided!: boolean;
  @AnswerField(Int, 'How many more digits settle brand and length at the latest; null when no prefix can.', {
    nullable: true,
    example: 0,
  })
  readonly digitsToDecide!: number | null;
  @AnswerField(IndustryView, 'What the first digit says.', { nullable: true })
  readonly industry!: IndustryView | null;
  @AnswerField(IssuerView, 'Null unless an issuer file is loaded and has one answer for the number.', {
    nullable: true,
  })
  readonly issuer!: IssuerView | null;
  @AnswerField(
    [IssuerView],
    'Every issuer the number may belong to: `issuer` alone, or several while further digits or the length will tell, or when files name issuers in different countries. At most eight; asked from six digits on.',
  )
  readonly issuerCandidates!: readonly IssuerView[];
  @AnswerField(String, 'The number with its middle hidden; null for what is not digits or too long for a card.', {
    nullable: true,
    example: '411111******1111',
  })
  readonly maskedPan!: string | null;
  @AnswerField(String, 'Masked and grouped as printed on the card.', { nullable: true, example: '4111 11** **** 1111' })
  readonly formatted!: string | null;
  @AnswerField(Int, 'Digits counted, separators not.', { example: 16 })
  readonly panLength!: number;
  @AnswerField(
    Boolean,
    "Does the caller's policy take the card? Null without a policy, or when that cannot be known.",
    {
      nullable: true,
    },
  )
  readonly accepted!: boolean | null;
  @AnswerField(String, 'The snapshot of the data that answered.')
  readonly dataVersion!: string;
}

export function toCardReportView(report: CardReport, language: Language): Shape<CardReportView> {
  const { industry } = report;
  return { ...report, industry: industry === null ? null : toIndustryView(industry, language) };
}
