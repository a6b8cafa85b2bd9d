import type { IssuerFile, RowCount } from '../../core/issuers/issuer-record.js';
import type { IssuerDataState } from '../../validation/ports.js';
import type { IssuerDataset } from '../../validation/tables.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { IssuerDataStateEnum } from './enums.js';
import type { Shape } from './shape.js';

@Answer('RowCount', 'Rows of an issuer file that have something in common.')
export class RowCountView implements RowCount {
  @AnswerField(String, 'What they have in common: a closed word.', { example: 'deleted_by_publisher' })
  readonly reason!: string;
  @AnswerField(Int, 'How many there are.')
  readonly count!: number;
}

@Answer('IssuerFile', "A file of an operator's issuer data, and what became of its rows.")
export class IssuerFileView implements IssuerFile {
  @AnswerField(String, 'Id, unique among the files.', { example: 'kicc-korea' })
  readonly id!: string;
  @AnswerField(String, 'Title, as answers name it.', { example: 'KICC VAN BIN table' })
  readonly title!: string;
  @AnswerField(String, 'The importer that read it.', { example: 'kicc-korea' })
  readonly format!: string;
  @AnswerField(String, 'The edition, as its publisher or the operator calls it.', { nullable: true })
  readonly version!: string | null;
  @AnswerField(String, 'Terms of use, as the operator declared them or as they are known of the format.', {
    nullable: true,
  })
  readonly licence!: string | null;
  @AnswerField(String, 'Where it was had from.', { nullable: true })
  readonly locator!: string | null;
  @AnswerField([String], 'ISO 3166-1 alpha-2 codes of the countries it speaks of; empty means all.', {
    example: ['KR'],
  })
  readonly countries!: readonly string[];
  @AnswerField(Int, '1 is asked first; files of a higher number answer where no file of a lower one does.', {
    example: 1,
  })
  readonly rank!: number;
  @AnswerField(String, 'SHA-256 of the file, as hex.')
  readonly sha256!: string;
  @AnswerField(Int, 'Rows in the file.')
  readonly rowsRead!: number;
  @AnswerField(Int, 'Rows that were taken.')
  readonly rowsKept!: number;
  @AnswerField([RowCountView], 'Rows left out, by reason.')
  readonly skipped!: readonly RowCountView[];
  @AnswerField([RowCountView], 'Rows taken with something mended or left open, by kind.')
  readonly notes!: readonly RowCountView[];
}

@Answer('IssuerData', "What is loaded of an operator's issuer data.")
export class IssuerDataView implements Omit<IssuerDataset, 'builtAt' | 'loadedAt' | 'checkedAt'> {
  @AnswerField(IssuerDataStateEnum, 'How what answers relates to what is configured.')
  readonly state!: IssuerDataState;
  @AnswerField(String, 'Why what is configured was not taken; null while all is well.', { nullable: true })
  readonly fault!: string | null;
  @AnswerField(String, 'When what is configured was last looked at, RFC 3339.', { nullable: true })
  readonly checkedAt!: string | null;
  @AnswerField(String, 'Version of the issuer table that answers.', { nullable: true })
  readonly version!: string | null;
  @AnswerField(String, 'Its SHA-256, as hex.', { nullable: true })
  readonly sha256!: string | null;
  @AnswerField(Int, 'Its size in bytes.', { nullable: true })
  readonly sizeBytes!: number | null;
  @AnswerField(String, 'When it was built, RFC 3339.', { nullable: true })
  readonly builtAt!: string | null;
  @AnswerField(String, 'When this process loaded it, RFC 3339.', { nullable: true })
  readonly loadedAt!: string | null;
  @AnswerField(Int, 'Rows in it.')
  readonly rowCount!: number;
  @AnswerField([IssuerFileView], 'The files it was built from.')
  readonly files!: readonly IssuerFileView[];
}

export function toIssuerDataView(data: IssuerDataset): Shape<IssuerDataView> {
  return {
    ...data,
    checkedAt: data.checkedAt?.toISOString() ?? null,
    builtAt: data.builtAt?.toISOString() ?? null,
    loadedAt: data.loadedAt?.toISOString() ?? null,
  };
}
