import type { Dispute } from '../../core/table-source.js';
import type { Dataset, DatasetSource } from '../../validation/tables.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { IssuerDataView, toIssuerDataView } from './issuer-data.view.js';
import type { Shape } from './shape.js';

@Answer('DatasetSource', 'A document behind the tables.')
export class DatasetSourceView implements DatasetSource {
  @AnswerField(String, 'Id, as ranges name it.')
  readonly id!: string;
  @AnswerField(String, 'Title.')
  readonly title!: string;
  @AnswerField(String, 'Where to find it: a URL, or owner/repository@commit path.')
  readonly locator!: string;
  @AnswerField(String, 'The day it was read, YYYY-MM-DD.', { example: '2026-11-22' })
  readonly readOn!: string;
  @AnswerField(Int, 'Ranges it stands behind.')
  readonly rangeCount!: number;
}

@Answer('Dispute', 'An interval of prefixes that sources give to different brands.')
export class DisputeView implements Dispute {
  @AnswerField(String, 'First prefix.', { example: '654103' })
  readonly low!: string;
  @AnswerField(String, 'Last prefix.', { example: '654103' })
  readonly high!: string;
  @AnswerField([String], 'Ids of the brands that sources name.', { example: ['bc_card', 'discover', 'unionpay'] })
  readonly brandIds!: readonly string[];
  @AnswerField(String, 'Id of the brand that decides between equally specific claims; null when nobody can.', {
    nullable: true,
    example: 'bc_card',
  })
  readonly decidedBy!: string | null;
  @AnswerField(String, 'Who says what, and why one decides.')
  readonly reason!: string;
  @AnswerField([String], 'Ids of the sources.')
  readonly sources!: readonly string[];
}

@Answer('Dataset', 'Which data answers, and where each fact comes from.')
export class DatasetView implements Omit<Dataset, 'loadedAt' | 'issuerData'> {
  @AnswerField(String, 'Version of the data.')
  readonly dataVersion!: string;
  @AnswerField(String, 'The day the tables were released, YYYY-MM-DD.', { example: '2026-11-22' })
  readonly released!: string;
  @AnswerField(String, 'SHA-256 of the compiled table, as hex.')
  readonly sha256!: string;
  @AnswerField(Int, 'Size of the compiled table.')
  readonly sizeBytes!: number;
  @AnswerField(String, 'When the youngest of its tables was put in place, RFC 3339.', {
    example: '2026-11-22T09:00:00.000Z',
  })
  readonly loadedAt!: string;
  @AnswerField(Int, 'Brands in the tables.')
  readonly brandCount!: number;
  @AnswerField(Int, 'Account ranges in the tables.')
  readonly rangeCount!: number;
  @AnswerField([DisputeView], 'Prefixes that sources give to different brands, without one being plainly wrong.')
  readonly disputes!: readonly DisputeView[];
  @AnswerField(Int, 'Published test numbers in the tables.')
  readonly testCardCount!: number;
  @AnswerField([DatasetSourceView], 'The documents behind the tables.')
  readonly sources!: readonly DatasetSourceView[];
  @AnswerField(IssuerDataView, "What is loaded of an operator's issuer data.")
  readonly issuerData!: IssuerDataView;
}

export function toDatasetView(dataset: Dataset): Shape<DatasetView> {
  return {
    ...dataset,
    loadedAt: dataset.loadedAt.toISOString(),
    issuerData: toIssuerDataView(dataset.issuerData),
  };
}
