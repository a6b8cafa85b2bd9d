import { Int } from '@nestjs/graphql';
import type { Dataset, DatasetSource } from '../../validation/tables.js';
import { Answer, AnswerField } from './answer-field.js';
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

@Answer('Dataset', 'Which data answers, and where each fact comes from.')
export class DatasetView implements Omit<Dataset, 'loadedAt'> {
  @AnswerField(String, 'Version of the data.')
  readonly dataVersion!: string;
  @AnswerField(String, 'The day the tables were released, YYYY-MM-DD.', { example: '2026-11-22' })
  readonly released!: string;
  @AnswerField(String, 'SHA-256 of the compiled table, as hex.')
  readonly sha256!: string;
  @AnswerField(Int, 'Size of the compiled table.')
  readonly sizeBytes!: number;
  @AnswerField(String, 'When this process loaded it, RFC 3339.', { example: '2026-11-22T09:00:00.000Z' })
  readonly loadedAt!: string;
  @AnswerField(Int, 'Brands in the tables.')
  readonly brandCount!: number;
  @AnswerField(Int, 'Account ranges in the tables.')
  readonly rangeCount!: number;
  @AnswerField(Int, 'Prefix intervals about which sources disagree.')
  readonly disputeCount!: number;
  @AnswerField(Int, 'Published test numbers in the tables.')
  readonly testCardCount!: number;
  @AnswerField([DatasetSourceView], 'The documents behind the tables.')
  readonly sources!: readonly DatasetSourceView[];
}

export function toDatasetView(dataset: Dataset): Shape<DatasetView> {
  return { ...dataset, loadedAt: dataset.loadedAt.toISOString() };
}
