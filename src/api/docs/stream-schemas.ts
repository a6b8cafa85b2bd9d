import { BATCH_FINDING_CODES } from '../../core/batch/batch-finding.js';
import type { BatchField } from '../../core/batch/batch-field.js';
import { ABORT_REASONS } from '../../core/batch/batch-summary.js';
import { CHECK_DIGIT_RESULTS, FUNDINGS, SEGMENTS, STATUSES } from '../../core/report.js';

const FINDINGS_LIST = { type: 'array', items: { type: 'string', enum: BATCH_FINDING_CODES } };
const COUNT = { type: 'integer', minimum: 0 };
const COUNTS = { type: 'object', additionalProperties: COUNT };
const TEXT_OR_NULL = { type: ['string', 'null'] };

const FIELDS: Readonly<Record<BatchField, object>> = {
  offset: { ...COUNT, description: 'Where the line begins in the input, in bytes.' },
  status: { type: 'string', enum: STATUSES },
  valid: { type: 'boolean' },
  possible: { type: 'boolean' },
  brand: { ...TEXT_OR_NULL, description: 'Id of the brand.' },
  networks: { type: 'array', items: { type: 'string' }, description: 'Ids of the networks.' },
  maskedPan: TEXT_OR_NULL,
  formatted: TEXT_OR_NULL,
  panLength: { type: ['integer', 'null'] },
  checkDigit: { type: 'string', enum: CHECK_DIGIT_RESULTS },
  findings: FINDINGS_LIST,
  industry: { ...TEXT_OR_NULL, description: 'The first digit.' },
  decided: { type: 'boolean' },
  issuerName: TEXT_OR_NULL,
  issuerCountry: TEXT_OR_NULL,
  issuerFunding: { type: ['string', 'null'], enum: [...FUNDINGS, null] },
  issuerProduct: TEXT_OR_NULL,
  issuerSegment: { type: ['string', 'null'], enum: [...SEGMENTS, null] },
  issuerBrand: TEXT_OR_NULL,
  issuerSource: TEXT_OR_NULL,
};

/** What stands on the lines of an NDJSON answer. Media types of lines have no schema of their own in OpenAPI 3.1. */
export const STREAM_SCHEMAS = {
  StreamRecord: {
    type: 'object',
    description: 'A line of an answer in `application/x-ndjson`; which fields it has is the parameter `fields`.',
    required: ['line'],
    properties: {
      line: { type: 'integer', minimum: 1, description: 'Number of the line; the header of a CSV is line 1.' },
      id: { type: ['string', 'number'], description: 'As it was given, unless it may be a card number.' },
      ...FIELDS,
    },
  },
  StreamSummary: {
    type: 'object',
    description: 'The last line. Either `done`, or `aborted` with a `reason`.',
    required: ['lines', ...STATUSES, 'byBrand', 'byFinding', 'dataVersion', 'durationMs'],
    properties: {
      done: { type: 'boolean', const: true },
      aborted: { type: 'boolean', const: true },
      reason: { type: 'string', enum: ABORT_REASONS },
      lines: COUNT,
      ...Object.fromEntries(STATUSES.map((status) => [status, COUNT])),
      byBrand: COUNTS,
      byFinding: COUNTS,
      dataVersion: { type: 'string' },
      durationMs: COUNT,
    },
  },
};

/** Per media type, a whole body. */
export const STREAM_EXAMPLES: Readonly<Record<string, string>> = {
  'application/x-ndjson': [
    '{"line":1,"id":"a-1","status":"valid","brand":"visa","maskedPan":"411111******1111","findings":["TEST_CARD"]}',
    '{"done":true,"lines":1,"valid":1,"invalid":0,"unrecognized":0,"byBrand":{"visa":1},"byFinding":{"TEST_CARD":1},"dataVersion":"2026-11-22-c7fdf06e","durationMs":1}',
    '',
  ].join('\n'),
  'text/csv': [
    'line,id,status,brand,maskedPan,findings',
    '1,a-1,valid,visa,411111******1111,TEST_CARD',
    '# {"done":true,"lines":1,"valid":1,"invalid":0,"unrecognized":0,"byBrand":{"visa":1},"byFinding":{"TEST_CARD":1},"dataVersion":"2026-11-22-c7fdf06e","durationMs":1}',
    '',
  ].join('\n'),
};

export const STREAM_BODY_EXAMPLES: Readonly<Record<string, string>> = {
  'application/x-ndjson': '{"pan":"4111111111111111","id":"a-1"}\n',
  'text/csv': 'id,pan\na-1,4111111111111111\n',
  'text/plain': '4111111111111111\n',
};
