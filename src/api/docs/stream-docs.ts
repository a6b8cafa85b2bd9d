import type { OpenAPIObject } from '@nestjs/swagger';
import { BATCH_FIELDS, DEFAULT_BATCH_FIELDS } from '../../core/batch/batch-field.js';
import { STATUSES } from '../../core/report.js';
import { STREAM_TYPES } from '../http/body-kind.js';
import { Problem, PROBLEM_MEDIA_TYPE } from '../problems/problem-answer.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem.js';
import { STREAM_PROBLEMS } from '../problems/stream-problems.js';
import { COLUMN_NAME_MAX, DELIMITERS } from '../../core/batch/csv-header.js';
import { headersOf } from './problem-headers.js';
import type { BatchParameter } from '../stream/batch-query.js';
import { ANSWER_TYPES } from '../stream/batch-route.js';
import { STREAM_BODY_EXAMPLES, STREAM_EXAMPLES, STREAM_SCHEMAS } from './stream-schemas.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const STREAM_DESCRIPTION = `

With a body of \`application/x-ndjson\` (per line \`{"pan": "…", "id": …}\` or the number as a string), \`text/csv\` or \`text/plain\` (a number per line) the batch is a stream without end: each line is answered while the next ones are still being sent, in order, with one record in NDJSON or, if \`Accept\` prefers it, CSV. A bad line is a record with a finding and never the end. The last line is the summary, behind \`# \` in CSV: \`done\`, or \`aborted\` and a \`reason\`; an answer without one was cut off. The lines are described as \`StreamRecord\` and \`StreamSummary\`. \`Content-Encoding\` may be \`gzip\` or \`zstd\`, and so is the answer where \`Accept-Encoding\` names them.`;

const COLUMN = { type: 'string', minLength: 1, maxLength: COLUMN_NAME_MAX } as const;

const PARAMETERS: Readonly<Record<BatchParameter, { readonly description: string; readonly schema: object }>> = {
  fields: {
    description: 'Streams only: what a record holds besides `line` and `id`, in this order.',
    schema: { ...listOf(BATCH_FIELDS), default: DEFAULT_BATCH_FIELDS },
  },
  only: {
    description: 'Streams only: give records of these statuses only; all are counted.',
    schema: listOf(STATUSES),
  },
  header: {
    description: '`text/csv` only: the first line names the columns.',
    schema: { type: 'boolean', default: true },
  },
  delimiter: {
    description: '`text/csv` only: what stands between two fields.',
    schema: { type: 'string', enum: Object.keys(DELIMITERS), default: ',' },
  },
  panColumn: {
    description:
      '`text/csv` only: column of the card number, by name or by number from 1. `pan`, or 1 without a header.',
    schema: COLUMN,
  },
  idColumn: {
    description:
      '`text/csv` only: column of the id to repeat, by name or by number from 1. `id`, if the header has one.',
    schema: COLUMN,
  },
};

/** Adds what the route of the streams reads and writes to the operation of the same address that Nest knows. */
export function describeStreams(document: OpenAPIObject, operation: Operation | undefined): void {
  if (operation === undefined) return;
  Object.assign(((document.components ??= {}).schemas ??= {}), STREAM_SCHEMAS);
  operation.description = `${operation.description ?? ''}${STREAM_DESCRIPTION}`;
  const parameters = Object.entries(PARAMETERS).map(([name, { description, schema }]) => ({
    name,
    in: 'query' as const,
    required: false,
    description,
    schema,
    // `fields=a,b` and not `fields=a&fields=b`.
    ...('items' in schema && { style: 'form' as const, explode: false }),
  }));
  operation.parameters = [...(operation.parameters ?? []), ...parameters];
  const { requestBody, responses } = operation;
  if (requestBody && 'content' in requestBody) addTypes(requestBody.content, STREAM_TYPES, STREAM_BODY_EXAMPLES);
  const answer = responses['200'];
  if (answer && 'content' in answer) addTypes((answer.content ??= {}), ANSWER_TYPES, STREAM_EXAMPLES);
  addProblems(responses);
}

function listOf(values: readonly string[]): { readonly items: object } & Readonly<Record<string, unknown>> {
  return { type: 'array', items: { type: 'string', enum: values }, minItems: 1, uniqueItems: true };
}

function addTypes(
  content: Record<string, object>,
  types: readonly string[],
  examples: Readonly<Record<string, string>>,
): void {
  for (const type of types) content[type] = { schema: { type: 'string' }, example: examples[type] };
}

function addProblems(responses: Operation['responses']): void {
  const codes = Object.keys(STREAM_PROBLEMS) as readonly (keyof typeof STREAM_PROBLEMS)[];
  for (const [status, group] of Map.groupBy(codes, (code) => PROBLEMS[code].status)) {
    const text = group.map((code: ProblemCode) => `\`${code}\`: ${PROBLEMS[code].title.en}`).join(' ');
    const known = responses[String(status)];
    if (known && 'description' in known) known.description = `${known.description} ${text}`;
    else
      responses[String(status)] = {
        description: text,
        ...headersOf(status),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: `#/components/schemas/${Problem.name}` } } },
      };
  }
}
