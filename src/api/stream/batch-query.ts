import { BATCH_FIELDS, type BatchField, DEFAULT_BATCH_FIELDS, isBatchField } from '../../core/batch/batch-field.js';
import {
  COLUMN_MAX,
  COLUMN_NAME_MAX,
  type CsvQuestion,
  DELIMITERS,
  toCsvQuestion,
} from '../../core/batch/csv-header.js';
import type { BatchInput } from '../../core/batch/batch-plan.js';
import { type Status, STATUSES } from '../../core/report.js';
import type { InputError, InputErrorCode } from '../problems/input-error.js';
import { RequestProblem } from '../problems/request-problem.js';

const CSV_PARAMETERS = ['header', 'delimiter', 'panColumn', 'idColumn'] as const;
/** Everything that may stand behind the question mark. */
const BATCH_PARAMETERS = ['fields', 'only', ...CSV_PARAMETERS] as const;
export type BatchParameter = (typeof BATCH_PARAMETERS)[number];

const LIST_LENGTH_MAX = 1024;

/** What the URL of a stream says about it. */
export interface BatchQuery {
  readonly fields: readonly BatchField[];
  readonly only: readonly Status[];
  readonly csv: CsvQuestion | null;
}

/**
 * Reads the parameters of a stream.
 *
 * @throws RequestProblem with every mistake, by the names of our parameters; what was written is not repeated.
 */
export function parseBatchQuery(query: Readonly<Record<string, unknown>>, input: BatchInput): BatchQuery {
  const reader = new QueryReader(query);
  const fields = reader.list('fields', isBatchField, BATCH_FIELDS.length) ?? DEFAULT_BATCH_FIELDS;
  const only = reader.list('only', isStatus, STATUSES.length) ?? [];
  if (input !== 'csv') reader.refuse(CSV_PARAMETERS, 'csv_only');
  const csv = input === 'csv' ? csvQuestion(reader) : null;
  if (reader.errors.length > 0) throw new RequestProblem('invalid_request', reader.errors);
  return { fields, only, csv };
}

function csvQuestion(reader: QueryReader): CsvQuestion {
  const hasHeader = reader.oneOf('header', { true: true, false: false }) ?? true;
  const delimiter = reader.oneOf('delimiter', DELIMITERS) ?? ',';
  return toCsvQuestion({
    delimiter: delimiter.charCodeAt(0),
    hasHeader,
    panColumn: reader.column('panColumn', hasHeader),
    idColumn: reader.column('idColumn', hasHeader),
  });
}

function isStatus(text: string): text is Status {
  return STATUSES.some((status) => status === text);
}

/** Collects the mistakes while the parameters are read; each is blamed once. */
class QueryReader {
  readonly errors: InputError[] = [];
  readonly #given = new Map<BatchParameter, string>();

  constructor(query: Readonly<Record<string, unknown>>) {
    for (const [name, value] of Object.entries(query)) {
      const known = BATCH_PARAMETERS.find((parameter) => parameter === name);
      if (known !== undefined && typeof value === 'string') this.#given.set(known, value);
      else if (known !== undefined) this.#blame(known, 'repeated');
      else if (this.errors.every(({ code }) => code !== 'unknown_property'))
        this.errors.push({ pointer: '/query', code: 'unknown_property' });
    }
  }

  refuse(parameters: readonly BatchParameter[], code: InputErrorCode): void {
    for (const parameter of parameters) if (this.#given.has(parameter)) this.#blame(parameter, code);
  }

  list<T extends string>(
    parameter: BatchParameter,
    isItem: (text: string) => text is T,
    itemsMax: number,
  ): readonly T[] | null {
    const text = this.#given.get(parameter);
    if (text === undefined) return null;
    if (text.length > LIST_LENGTH_MAX) return this.#blame(parameter, 'too_long');
    const items = text.split(',');
    if (items.length > itemsMax) return this.#blame(parameter, 'too_many_items');
    if (!items.every(isItem)) return this.#blame(parameter, 'not_allowed');
    return new Set(items).size < items.length ? this.#blame(parameter, 'repeated') : items;
  }

  oneOf<T>(parameter: BatchParameter, values: Readonly<Record<string, T>>): T | null {
    const text = this.#given.get(parameter);
    if (text === undefined) return null;
    return Object.hasOwn(values, text) ? (values[text] ?? null) : this.#blame(parameter, 'not_allowed');
  }

  /** A name, or a place beginning with 1. Without a header there are no names. */
  column(parameter: BatchParameter, mayBeName: boolean): string | number | null {
    const text = this.#given.get(parameter);
    if (text === undefined) return null;
    if (text.length > COLUMN_NAME_MAX) return this.#blame(parameter, 'too_long');
    if (!/^\d+$/.test(text)) return mayBeName && text.trim() !== '' ? text : this.#blame(parameter, 'not_allowed');
    const place = Number(text);
    return place >= 1 && place <= COLUMN_MAX ? place : this.#blame(parameter, 'not_allowed');
  }

  #blame(parameter: BatchParameter, code: InputErrorCode): null {
    this.errors.push({ pointer: `/query/${parameter}`, code });
    return null;
  }
}
