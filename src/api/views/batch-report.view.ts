import type { Language } from '../../core/language.js';
import type { Status } from '../../core/report.js';
import type { BatchAnswer } from '../../validation/tables.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { CardReportView, toCardReportView } from './card-report.view.js';
import type { Shape } from './shape.js';

@Answer('BatchSummary', 'The batch in numbers.')
export class BatchSummaryView {
  @AnswerField(Int, 'Cards in the batch.', { example: 3 })
  readonly total!: number;
  @AnswerField(Int, 'Reports whose status is `valid`.', { example: 1 })
  readonly valid!: number;
  @AnswerField(Int, 'Reports whose status is `invalid`.', { example: 1 })
  readonly invalid!: number;
  @AnswerField(Int, 'Reports whose status is `unrecognized`.', { example: 1 })
  readonly unrecognized!: number;
}

@Answer('BatchReport', 'One report per card, in the order of the request, all from one snapshot.')
export class BatchReportView {
  @AnswerField([CardReportView], 'One report per card, in the order of the request.')
  readonly results!: readonly CardReportView[];
  @AnswerField(String, 'The snapshot of the data that answered, for all cards.')
  readonly dataVersion!: string;
  @AnswerField(BatchSummaryView, 'The batch in numbers.')
  readonly summary!: Shape<BatchSummaryView>;
}

export function toBatchReportView({ reports, dataVersion }: BatchAnswer, language: Language): Shape<BatchReportView> {
  const count = (status: Status): number => reports.filter((report) => report.status === status).length;
  return {
    results: reports.map((report) => toCardReportView(report, language)),
    dataVersion,
    summary: {
      total: reports.length,
      valid: count('valid'),
      invalid: count('invalid'),
      unrecognized: count('unrecognized'),
    },
  };
}
